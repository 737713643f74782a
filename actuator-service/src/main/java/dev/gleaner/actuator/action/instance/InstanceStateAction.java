package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An action of one call for one instance. */
public abstract class InstanceStateAction implements SingleStepAction {

    private final InstanceStep step;

    InstanceStateAction(InstanceStep step) {
        this.step = step;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public String call() {
        return step.call();
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return step.perform(order, before);
    }

    @Override
    public String overtakenMessage() {
        return step.overtakenMessage();
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return step.evaluateProgress(order, before, now);
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return step.obstacle(order, now);
    }

    /** Starts an instance that {@link StopInstance} stopped: its undo. */
    @Singleton
    public static class StartInstance extends InstanceStateAction {

        /** Its name in the audit. */
        public static final String NAME = "start-instance";

        StartInstance(ActuatorAwsClients clients) {
            super(new InstanceStep.StartStep(clients, InstanceStep.StepObstacle.NONE));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }
    }

    /** Stops an instance. */
    @Singleton
    public static class StopInstance extends InstanceStateAction {

        /** Its name in remedies. */
        public static final String NAME = "stop-instance";

        StopInstance(ActuatorAwsClients clients) {
            super(new InstanceStep.StopStep(clients, InstanceStep.StepObstacle.NONE));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isUndo() {
            return false;
        }

        @Override
        public Optional<String> undoName() {
            return Optional.of(StartInstance.NAME);
        }

        @Override
        public boolean needsIdleness() {
            return true;
        }

        @Override
        public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
            return InstanceStep.IrreversibleStopEffects.describe(planned);
        }

        /** Stopped, and not started and stopped again meanwhile: a start shows in the time of launch. */
        @Override
        public boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            return InstanceStep.StopStep.isStillStopped(
                    (Ec2Instance.Observation) before, (Ec2Instance.Observation) now);
        }
    }
}
