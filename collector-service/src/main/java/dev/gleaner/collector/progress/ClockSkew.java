package dev.gleaner.collector.progress;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the clock of another host may be ahead of ours. What claims to be of a later time is refused: it would state what
 * holds in hours that nobody has seen, and move progress past all that is still to come.
 */
public final class ClockSkew {

    /** Ten minutes. */
    public static final Duration TOLERATED = Duration.ofMinutes(10);

    private ClockSkew() {}

    /** Whether a time lies further ahead of our clock than any clock is fast. */
    public static boolean isExceeded(Instant time, Instant now) {
        return time.isAfter(now.plus(TOLERATED));
    }
}
