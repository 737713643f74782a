package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;

/**
 * What was counted in some hours: the bytes of a route, or the values of a metric.
 *
 * @param hours in which anything was counted
 */
public record CounterSum(long bytes, int hours) {

    /** Nothing. */
    public static final CounterSum NONE = new CounterSum(0, 0);

    /**
     * Bytes a month of 730 hours, if it goes on as it did.
     *
     * @param window how many hours were looked at
     */
    public double perMonth(int window) {
        return bytes * (double) Hour.PER_MONTH / window;
    }

    /** Both. */
    public CounterSum plus(CounterSum other) {
        return new CounterSum(bytes + other.bytes, hours + other.hours);
    }
}
