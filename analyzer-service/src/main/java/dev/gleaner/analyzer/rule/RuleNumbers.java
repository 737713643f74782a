package dev.gleaner.analyzer.rule;

import java.time.Duration;

/** Numbers in the form in which rules count, and findings show them. */
public final class RuleNumbers {

    private RuleNumbers() {}

    /** Rounds to three decimals. */
    public static double to3(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** Whole hours of a duration, rounded down. */
    public static int hours(Duration duration) {
        return Math.toIntExact(duration.toHours());
    }

    /** Whole minutes of a duration, rounded down. */
    public static int minutes(Duration duration) {
        return Math.toIntExact(duration.toMinutes());
    }
}
