package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.util.Optional;

/** Lets a target rest after an action. */
record Cooldown(Duration rest) implements Guard {

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation
                .lastFinished()
                .map(finished -> finished.plus(rest))
                .filter(situation.now()::isBefore)
                .map(until -> "the target rests after its last action until " + until);
    }
}
