package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.Arrays;

/** The age steps of the inventory, as numbers. */
final class AgeBins {

    /** Exclusive upper limits in days, ascending. */
    private static final int[] LIMITS =
            ObjectHistogramBins.ageSteps().stream().mapToInt(Integer::intValue).toArray();

    static final int COUNT = LIMITS.length;

    private AgeBins() {}

    /**
     * Index of the step with an upper limit.
     *
     * @throws IllegalArgumentException if no step has it
     */
    static int of(int limit) {
        int index = Arrays.binarySearch(LIMITS, limit);
        if (index < 0) {
            throw new IllegalArgumentException("there is no age step with the limit " + limit);
        }
        return index;
    }

    /** Least age of a step in days. */
    static int lower(int bin) {
        return bin == 0 ? 0 : LIMITS[bin - 1];
    }

    /** Age above all of a step, in days. */
    static int upper(int bin) {
        return LIMITS[bin];
    }

    /** The age that stands for a step: its middle; the least age of the last step, which has no end. */
    static double middle(int bin) {
        return bin == COUNT - 1 ? lower(bin) : (lower(bin) + upper(bin)) / 2.0;
    }

    /** Index of the step that holds an age in days. */
    static int holding(double age) {
        int bin = 0;
        while (bin < COUNT - 1 && LIMITS[bin] <= age) {
            bin++;
        }
        return bin;
    }

    /** Part of the objects of a step that are at least this old, if they are spread evenly over it. */
    static double shareFrom(int bin, double days) {
        if (lower(bin) >= days) {
            return 1;
        }
        return bin == COUNT - 1 ? 0 : Math.max(0, (upper(bin) - days) / (upper(bin) - lower(bin)));
    }
}
