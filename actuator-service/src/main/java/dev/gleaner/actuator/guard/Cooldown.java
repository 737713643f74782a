package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.util.Optional;

/** Lets a target rest after an action; the end of the rest is known, so whoever said yes is not asked again for it. */
record Cooldown(Duration rest) implements Guard {

    @Override
    public Optional<Objection> against(Situation situation) {
        return situation
                .lastFinished()
                .map(finished -> finished.plus(rest))
                .filter(situation.now()::isBefore)
                .map(until -> new Delay("cooldown", "the target rests after its last action until " + until, until));
    }
}
