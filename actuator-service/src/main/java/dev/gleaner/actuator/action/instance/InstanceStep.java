package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionClass;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * A step that consists of one EC2 call for one instance, and the two actions that consist of one such step: stop and start.
 */
public abstract class InstanceStep implements ActionStep<ResourceObservation> {

    private final ActuatorAwsClients clients;
    private final StepObstacle obstacle;

    protected InstanceStep(ActuatorAwsClients clients, StepObstacle obstacle) {
        this.clients = clients;
        this.obstacle = obstacle;
    }

    /** Sends the request to EC2 in the region of the instance, given the observation from right before. */
    public abstract CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before);

    /** The progress of the step. */
    protected abstract StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now);

    @Override
    public final Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.<Ec2Response>fromFuture(
                        () -> send(clients.ec2(order.target()), order, (Ec2Instance.Observation) before)
                                .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public final StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return evaluateProgress(order, (Ec2Instance.Observation) before, (Ec2Instance.Observation) now);
    }

    @Override
    public final Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return obstacle.find(order, (Ec2Instance.Observation) now);
    }

    @Override
    public String overtakenMessage() {
        return "another party started the instance again";
    }

    /** Stops an instance, but not one that names a document which the action does not run before. */
    public static class StopStep extends InstanceStep {

        public StopStep(ActuatorAwsClients clients, StepObstacle obstacle) {
            super(clients, obstacle.and(BeforeStopStep::differentDocument));
        }

        @Override
        public String name() {
            return "stop";
        }

        @Override
        public String call() {
            return "ec2:StopInstances";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.stopInstances(
                    request -> request.instanceIds(order.target().id()));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            return switch (now.state()) {
                case Ec2Instance.STOPPED -> StepProgress.DONE;
                case Ec2Instance.STOPPING -> StepProgress.UNDER_WAY;
                default -> now.launched().equals(before.launched()) ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
            };
        }

        /** Whether an instance that was stopped is still stopped and has not run since. */
        public static boolean isStillStopped(Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return now.state().equals(Ec2Instance.STOPPED) && now.launched().equals(before.launched());
        }
    }

    /**
     * Starts an instance. An accepted call does not prove success: the instance returns to stopped if, for example, a grant
     * on the key of its volume is missing (aws-solutions/instance-scheduler-on-aws#139).
     */
    public static class StartStep extends InstanceStep {

        public StartStep(ActuatorAwsClients clients, StepObstacle obstacle) {
            super(clients, obstacle);
        }

        @Override
        public String name() {
            return "start";
        }

        @Override
        public String call() {
            return "ec2:StartInstances";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.startInstances(
                    request -> request.instanceIds(order.target().id()));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            return switch (now.state()) {
                case Ec2Instance.RUNNING -> StepProgress.DONE;
                case Ec2Instance.PENDING -> StepProgress.UNDER_WAY;
                default -> StepProgress.NOT_YET;
            };
        }
    }

    /** Condition under which a step on an instance must not be made. */
    @FunctionalInterface
    public interface StepObstacle {

        /** No obstacle. */
        StepObstacle NONE = (order, now) -> Optional.empty();

        /** The instance is not stopped, although the step is only for a stopped one. */
        StepObstacle STARTED = (order, now) -> when(
                !now.state().equals(Ec2Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: it was started meanwhile");

        /** Why the step must not be made in the current state of the instance; empty when it may. */
        Optional<String> find(ActionOrder order, Ec2Instance.Observation now);

        /** Checks this condition first, then the other. */
        default StepObstacle and(StepObstacle other) {
            return (order, now) -> find(order, now).or(() -> other.find(order, now));
        }

        /** The reason, if the condition holds. */
        static Optional<String> when(boolean condition, String why) {
            return condition ? Optional.of(why) : Optional.empty();
        }
    }

    /** Effects of a stop that a start does not restore. */
    public static final class IrreversibleStopEffects {

        private IrreversibleStopEffects() {}

        /** The effects on this instance, each in a few words. */
        public static List<String> describe(ResourceSnapshot planned) {
            Ec2Instance instance = (Ec2Instance) planned;
            List<String> lost = new ArrayList<>();
            Ec2Instance.PublicAddress address = instance.publicAddress();
            if (address != null && !address.elastic()) {
                lost.add("its public address " + address.ip());
            }
            lost.add("what is only in its memory");
            instance.beforeStopDocument()
                    .ifPresent(document -> lost.add("what its document " + document + " does on it before the stop"));
            if (instance.ephemeralData() || !Boolean.FALSE.equals(instance.instanceStorage())) {
                lost.add("what is on its instance-store volumes");
            }
            lost.add("its capacity: a later start can fail for lack of capacity");
            return List.copyOf(lost);
        }
    }

    /** Stops an instance. */
    @Singleton
    public static class StopInstance implements ActionClass {

        /** Name of the action in remedies. */
        public static final String NAME = "stop-instance";

        private final List<ActionStep<ResourceObservation>> steps;

        StopInstance(ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
            StopStep stop = new StopStep(clients, StepObstacle.NONE);
            this.steps = List.of(beforeStop.before(stop), stop);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INSTANCE;
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
        public List<EnteredParameter> enteredParameters(ResourceSnapshot planned, Map<String, String> parameters) {
            return LocalDataStatement.entered(planned);
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
            return BeforeStopStep.select(order, steps);
        }

        @Override
        public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
            return IrreversibleStopEffects.describe(planned);
        }

        /** Whether the instance is still stopped, and was not started meanwhile, which would change its launch time. */
        @Override
        public boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            return StopStep.isStillStopped((Ec2Instance.Observation) before, (Ec2Instance.Observation) now);
        }
    }

    /** Starts an instance that {@link StopInstance} stopped: its undo. */
    @Singleton
    public static class StartInstance implements ActionClass {

        /** Name of the action in the audit. */
        public static final String NAME = "start-instance";

        private final List<ActionStep<ResourceObservation>> steps;

        StartInstance(ActuatorAwsClients clients) {
            this.steps = List.of(new StartStep(clients, StepObstacle.NONE));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INSTANCE;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }
    }
}
