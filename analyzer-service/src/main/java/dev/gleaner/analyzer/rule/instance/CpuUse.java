package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.MetricWindow;
import dev.gleaner.analyzer.profile.Slot;

/**
 * What the CPU did over a window; the facts behind both rules about quiet instances.
 *
 * @param mean of the hourly means over the hours present, percent; not a number when none is
 * @param busyHours hours whose mean reached the limit
 * @param peakHours hours whose maximum reached the limit
 * @param present hours that have points
 * @param hours of the window
 */
record CpuUse(double mean, int busyHours, int peakHours, int present, int hours) {

    static CpuUse of(MetricWindow window, IdleLimits limits) {
        double sum = 0;
        int busy = 0;
        int peaks = 0;
        int present = 0;
        for (int place = 0; place < window.hours(); place++) {
            Slot slot = window.slot(place);
            if (slot != null) {
                present++;
                sum += slot.mean();
                busy += slot.mean() >= limits.busy() ? 1 : 0;
                peaks += slot.maximum() >= limits.peak() ? 1 : 0;
            }
        }
        return new CpuUse(sum / present, busy, peaks, present, window.hours());
    }

    static boolean isWork(Slot slot, IdleLimits limits) {
        return slot.mean() >= limits.busy() || slot.maximum() >= limits.peak();
    }

    /** Whether it was more than an idle instance does now and then. */
    boolean isWork(IdleLimits limits) {
        return busyHours > 0 || peakHours > limits.peaks();
    }

    boolean isCovered(IdleLimits limits) {
        return present >= limits.coverage() * hours;
    }

    double coverage() {
        return (double) present / hours;
    }
}
