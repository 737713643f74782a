package dev.gleaner.actuator.guard;

import java.util.Optional;

/** What must hold for any action: a yes that still counts, and nobody who says halt. */
final class Permission implements Guard {

    @Override
    public Optional<String> refuse(Situation situation) {
        return Guard.refuseIf(situation.killSwitch(), "the kill switch is on")
                .or(() -> Guard.refuseIf(
                        !situation.now().isBefore(situation.validUntil()),
                        "the approval expired at " + situation.validUntil()));
    }
}
