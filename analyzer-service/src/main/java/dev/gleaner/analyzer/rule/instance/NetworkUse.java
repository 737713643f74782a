package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Gauge;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MetricWindow;
import dev.gleaner.analyzer.profile.Slot;
import dev.gleaner.analyzer.profile.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What went through the network over a window.
 *
 * @param highestDay bytes in and out on the busiest of the whole UTC days, as far as there are points
 * @param days whole UTC days
 * @param present hours that have points of both directions
 * @param hours of the window
 */
record NetworkUse(double highestDay, int days, int present, int hours) {

    static NetworkUse of(Snapshot snapshot, int hours) {
        MetricWindow in = snapshot.window(Gauge.NETWORK_IN, hours);
        MetricWindow out = snapshot.window(Gauge.NETWORK_OUT, hours);
        int present = 0;
        for (int place = 0; place < hours; place++) {
            present += in.slot(place) != null && out.slot(place) != null ? 1 : 0;
        }
        double highest = 0;
        int days = 0;
        for (int place = firstMidnight(in.from()); place + Hour.PER_DAY <= hours; place += Hour.PER_DAY) {
            highest = Math.max(highest, bytes(in, place) + bytes(out, place));
            days++;
        }
        return new NetworkUse(highest, days, present, hours);
    }

    boolean isCovered(IdleLimits limits) {
        return present >= limits.coverage() * hours;
    }

    double coverage() {
        return (double) present / hours;
    }

    private static int firstMidnight(Hour from) {
        return Math.floorMod(-from.ofDay(), Hour.PER_DAY);
    }

    private static double bytes(MetricWindow window, int midnight) {
        double bytes = 0;
        for (int place = midnight; place < midnight + Hour.PER_DAY; place++) {
            @Nullable Slot slot = window.slot(place);
            bytes += slot == null ? 0 : slot.sum();
        }
        return bytes;
    }
}
