package dev.gleaner.actuator.guard;

import java.util.Optional;

/** Only a yes that still counts is acted on. */
final class ValidApproval implements RefusingGuard {

    @Override
    public String name() {
        return "approval";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return RefusingGuard.refuseIf(
                !situation.now().isBefore(situation.validUntil()), "the approval expired at " + situation.validUntil());
    }
}
