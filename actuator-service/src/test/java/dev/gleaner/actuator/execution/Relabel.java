package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.aws.Ec2Instance;
import jakarta.inject.Singleton;

/** An action of several steps: stops an instance, labels it and starts it; and what takes it back. */
final class Relabel {

    private Relabel() {}

    @Singleton
    static ActionDefinition<Ec2Instance.Observation> action(LabelSteps steps) {
        return ActionDefinition.of("relabel-instance", Ec2Instance.TYPE)
                .undoneBy("unlabel-instance")
                .whileIdle()
                .build(steps.stop(), steps.label(), steps.start());
    }

    @Singleton
    static ActionDefinition<Ec2Instance.Observation> undo(LabelSteps steps) {
        return ActionDefinition.undo("unlabel-instance", Ec2Instance.TYPE).build(steps.unlabel(), steps.start());
    }
}
