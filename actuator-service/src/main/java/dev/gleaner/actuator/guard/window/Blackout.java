package dev.gleaner.actuator.guard.window;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Days on which nothing is acted on, whatever windows are open: holidays, a release freeze.
 *
 * @param to the last of the days
 */
record Blackout(LocalDate from, LocalDate to, ZoneId zone) {

    boolean covers(Instant now) {
        return !now.isBefore(WallClock.earliest(from.atStartOfDay(), zone)) && now.isBefore(end());
    }

    /** When it is over. */
    Instant end() {
        return WallClock.latest(to.plusDays(1).atStartOfDay(), zone);
    }
}
