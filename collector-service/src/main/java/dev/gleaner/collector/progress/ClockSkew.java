package dev.gleaner.collector.progress;

import java.time.Duration;
import java.time.Instant;

/**
 * Tolerated difference between the clocks of other hosts and ours. Data with a later time is refused: it would describe
 * hours that are still to come, and progress would pass all real data of these hours.
 */
public final class ClockSkew {

    /** Tolerated clock skew. */
    public static final Duration TOLERATED = Duration.ofMinutes(10);

    private ClockSkew() {}

    /** Whether a time is further ahead of our clock than clock skew explains. */
    public static boolean isExceeded(Instant time, Instant now) {
        return time.isAfter(now.plus(TOLERATED));
    }
}
