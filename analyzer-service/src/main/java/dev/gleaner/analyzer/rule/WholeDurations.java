package dev.gleaner.analyzer.rule;

import java.time.Duration;

/** Configured durations in the whole numbers that rules count by. */
public final class WholeDurations {

    private WholeDurations() {}

    /** Hours, rounded down. */
    public static int hours(Duration duration) {
        return Math.toIntExact(duration.toHours());
    }

    /** Minutes, rounded down. */
    public static int minutes(Duration duration) {
        return Math.toIntExact(duration.toMinutes());
    }
}
