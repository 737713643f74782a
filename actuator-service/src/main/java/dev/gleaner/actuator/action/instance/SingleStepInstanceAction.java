package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** An action of one call for one instance. */
abstract class SingleStepInstanceAction implements SingleStepAction {

    private final InstanceStep step;

    SingleStepInstanceAction(InstanceStep step) {
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
}
