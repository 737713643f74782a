package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Instance;
import java.util.Optional;

/** The world has to be as it was shown to the person who said yes (runatlantis/atlantis#1122). */
final class UnchangedPlan implements Guard {

    @Override
    public Optional<String> refuse(Situation situation) {
        return Guard.refuseIf(
                        !situation.findingHolds(), "the finding is no longer open in the version that was approved")
                .or(() -> situation
                        .instance()
                        .map(now -> difference(situation.planned(), now))
                        .orElse(Optional.of("EC2 did not show the instance")));
    }

    private static Optional<String> difference(Instance planned, Instance now) {
        if (!planned.state().equals(now.state())) {
            return Optional.of("the instance is " + now.state() + ", planned was " + planned.state());
        }
        if (!planned.tags().equals(now.tags())) {
            return Optional.of("the tags of the instance changed since the plan");
        }
        return Guard.refuseIf(!planned.equals(now), "the instance changed since the plan");
    }
}
