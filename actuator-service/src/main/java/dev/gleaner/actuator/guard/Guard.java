package dev.gleaner.actuator.guard;

import java.util.Optional;

/** One reason not to act, or not yet. */
@FunctionalInterface
interface Guard {

    /** What this guard has against acting in this situation; empty when nothing. */
    Optional<Objection> against(Situation situation);
}
