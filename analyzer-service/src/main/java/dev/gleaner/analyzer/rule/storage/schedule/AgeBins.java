package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The age steps of the inventory, as numbers. */
final class AgeBins {

    /** Exclusive upper limits in days, ascending. */
    private static final int[] LIMITS =
            ObjectHistogramBins.ageSteps().stream().mapToInt(Integer::intValue).toArray();

    static final int COUNT = LIMITS.length;

    /** Ages at which the longer steps are divided, so that transitions between their limits move a part of their objects. */
    private static final int[] DIVISIONS = {210, 240, 300, 330, 395, 455};

    private static final List<Part> PARTS = divide();

    /** Part of all objects that shows how objects are read. */
    private static final double KNOWN_SHARE = 0.01;

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

    /** The parts of all steps, ascending. */
    static List<Part> parts() {
        return PARTS;
    }

    /** Index of the step that holds an age in days. */
    static int holding(double age) {
        int bin = 0;
        while (bin < COUNT - 1 && LIMITS[bin] <= age) {
            bin++;
        }
        return bin;
    }

    /**
     * The last step at which enough objects are, or beyond, to know how objects of its age are read: at least a hundredth of all. -1 if
     * there are no objects.
     */
    static int oldestKnown(List<PrefixUsage.Cell> cells) {
        double[] objects = new double[COUNT];
        double all = 0;
        for (PrefixUsage.Cell cell : cells) {
            objects[of(cell.ageLimit())] += cell.objects();
            all += cell.objects();
        }
        int bin = all == 0 ? -1 : COUNT - 1;
        double older = 0;
        while (bin >= 0) {
            older += objects[bin];
            if (older >= all * KNOWN_SHARE) {
                break;
            }
            bin--;
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

    private static List<Part> divide() {
        List<Part> parts = new ArrayList<>();
        for (int bin = 0; bin < COUNT; bin++) {
            int from = lower(bin);
            for (int division : DIVISIONS) {
                if (division > from && division < upper(bin)) {
                    parts.add(part(bin, from, division));
                    from = division;
                }
            }
            parts.add(part(bin, from, upper(bin)));
        }
        return List.copyOf(parts);
    }

    private static Part part(int bin, int from, int until) {
        return bin == COUNT - 1
                ? new Part(bin, from, 1)
                : new Part(bin, (from + until) / 2.0, (double) (until - from) / (upper(bin) - lower(bin)));
    }

    /**
     * A part of an age step, over which objects are spread evenly.
     *
     * @param age the age in days that stands for it: its middle; the least age of the last step, which has no end
     * @param share part of the objects of the step
     */
    record Part(int bin, double age, double share) {}
}
