package dev.gleaner.actuator.guard;

import java.util.Optional;

/** One reason not to act. */
@FunctionalInterface
interface Guard {

    /** Why not, for a person; empty when this guard has nothing against it. */
    Optional<String> refuse(Situation situation);

    /** Refuses with this text while the condition holds. */
    static Optional<String> refuseIf(boolean condition, String why) {
        return condition ? Optional.of(why) : Optional.empty();
    }
}
