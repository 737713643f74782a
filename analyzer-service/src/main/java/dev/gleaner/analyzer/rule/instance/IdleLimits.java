package dev.gleaner.analyzer.rule.instance;

import java.time.Duration;

/**
 * When an instance counts as idle. Percent is 0-100.
 *
 * @param window how long it has to be idle, and how old it has to be
 * @param mean of the hours' mean CPU, below which it is quiet
 * @param busy mean CPU of an hour from which on it worked in that hour
 * @param peak maximum CPU of an hour from which on the hour has a peak
 * @param peaks how many hours with a peak are still quiet
 * @param coverage part of the hours that must have points, 0 to 1
 * @param networkPerDay bytes in and out on a whole UTC day from which on it is used
 */
record IdleLimits(
        Duration window, double mean, double busy, double peak, int peaks, double coverage, double networkPerDay) {

    int hours() {
        return Math.toIntExact(window.toHours());
    }
}
