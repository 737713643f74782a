package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** An action of one call for one instance. */
abstract class InstanceAction implements SingleStepAction {

    private final InstanceStep step;

    InstanceAction(InstanceStep step) {
        this.step = step;
    }

    @Override
    public TargetKind changes() {
        return TargetKind.INSTANCE;
    }

    @Override
    public String call() {
        return step.call();
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        return step.perform(order, before);
    }

    @Override
    public String overtaken() {
        return step.overtaken();
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        return step.see(order, before, now);
    }

    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        return step.obstacle(order, now);
    }
}
