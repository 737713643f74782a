package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.guard.owner.Owners;
import java.util.Optional;

/**
 * Leaves alone what a controller would start or replace again (aws-solutions/instance-scheduler-on-aws#479,
 * aws/karpenter-provider-aws#6866), and says how to change the controller.
 */
record ControllerOwner(Owners owners) implements RefusingGuard {

    @Override
    public String name() {
        return "controller-owned";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation.tags().flatMap(tags -> owners.refusal(situation.order(), tags));
    }
}
