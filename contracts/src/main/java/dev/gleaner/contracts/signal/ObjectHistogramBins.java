package dev.gleaner.contracts.signal;

import java.util.Arrays;
import java.util.List;

/** Bins by which the objects of a bucket are counted: by age in whole days, and by size in powers of two. */
public final class ObjectHistogramBins {

    /** Upper limit of the last age bin, which holds everything older than the limits before it. */
    public static final int OLDEST = Integer.MAX_VALUE;

    /** Number of size bins. The first is for empty objects; S3's largest object (50 TB) is below the limit of the last. */
    public static final int SIZE_BINS = 48;

    /**
     * Upper limits of the age bins: the ages at which lifecycle rules usually act (30, 60, 90, 180, 365), the minimum
     * storage durations that storage classes bill, and some between. An object of 30 days is not in the bin below 30, as a
     * rule that acts after 30 days applies to it.
     */
    private static final int[] AGE_STEPS = {
        1, 3, 7, 14, 30, 60, 90, 120, 150, 180, 270, 365, 545, 730, 1095, 1825, 3650, OLDEST
    };

    private ObjectHistogramBins() {}

    /** Upper limits of the age bins in days, exclusive and ascending. */
    public static List<Integer> ageSteps() {
        return Arrays.stream(AGE_STEPS).boxed().toList();
    }

    /** Index of the first age bin whose limit is above an age; an age below 0 counts as 0. */
    public static int ageBinOf(long days) {
        int index = 0;
        while (days >= AGE_STEPS[index] && AGE_STEPS[index] != OLDEST) {
            index++;
        }
        return index;
    }

    /** Least n for which a size is below 2^n bytes, at most the last bin. S3's limit of 128 KiB is 2^17. */
    public static int sizeBinOf(long bytes) {
        return Math.min(Long.SIZE - Long.numberOfLeadingZeros(bytes), SIZE_BINS - 1);
    }
}
