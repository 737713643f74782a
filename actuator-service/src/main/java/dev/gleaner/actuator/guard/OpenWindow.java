package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.guard.window.ChangeWindows;
import java.time.Instant;
import java.util.Optional;

/** Waits for the time in which the target's environment may be changed. */
record OpenWindow(ChangeWindows windows) implements Guard {

    @Override
    public Optional<Objection> against(Situation situation) {
        Instant opening =
                windows.openingInAll(situation.now(), situation.scope().environments());
        return opening.equals(situation.now())
                ? Optional.empty()
                : Optional.of(
                        new Delay("change-window", "it waits for the change window that opens at " + opening, opening));
    }
}
