package dev.gleaner.actuator.guard;

import java.util.Optional;

/** What AWS does not show is not touched; what else is in the way of taking it back, the step itself knows. */
final class Shown implements RefusingGuard {

    @Override
    public String name() {
        return "shown";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return RefusingGuard.refuseIf(situation.shown().isEmpty(), "AWS did not show the target");
    }
}
