package dev.gleaner.actuator.guard.window;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/** What a time on a wall means on the days on which clocks are changed: it may come twice, or not at all. */
final class WallClock {

    private WallClock() {}

    /** The last moment that this time may mean; when it is skipped, the moment of the skip. */
    static Instant latest(LocalDateTime time, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change == null || change.isGap() ? plain(time, zone, change) : time.toInstant(change.getOffsetAfter());
    }

    /** The first moment that this time may mean; when it is skipped, the moment of the skip. */
    static Instant earliest(LocalDateTime time, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change == null || change.isGap() ? plain(time, zone, change) : time.toInstant(change.getOffsetBefore());
    }

    private static Instant plain(LocalDateTime time, ZoneId zone, @Nullable ZoneOffsetTransition gap) {
        return gap == null ? time.atZone(zone).toInstant() : gap.getInstant();
    }
}
