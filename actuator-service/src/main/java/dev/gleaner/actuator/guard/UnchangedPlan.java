package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Sighting;
import java.util.Optional;

/** The world has to be as it was shown to the person who said yes (runatlantis/atlantis#1122). */
final class UnchangedPlan implements RefusingGuard {

    static final String WITHDRAWN = "the finding is no longer open in the version that was approved";

    @Override
    public String name() {
        return "unchanged-plan";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return RefusingGuard.refuseIf(!situation.findingHolds(), WITHDRAWN)
                .or(() -> situation
                        .shown()
                        .map(Sighting::subject)
                        .map(now -> now.changedSince(situation.order().planned()))
                        .orElse(Optional.of("AWS did not show the target")));
    }
}
