package dev.gleaner.analyzer.rule.instance;

import java.time.Duration;

/**
 * When an instance counts as idle. Percent is 0-100, a part 0-1; see {@link IdleInstanceConfig}.
 *
 * @param idleHours hours that the last hour at work has to lie back
 * @param work what an hour at work is
 */
record IdleInstanceLimits(
        Duration window,
        double mean,
        int workHours,
        int idleHours,
        double coverage,
        double networkPerDay,
        WorkHoursLimits work) {

    int hours() {
        return Math.toIntExact(window.toHours());
    }

    /** Whether so many hours of a window, or so many measured ones, are enough. */
    boolean isCovered(int measured, int hours) {
        return measured >= coverage * hours;
    }
}
