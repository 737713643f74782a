package dev.gleaner.analyzer.profile.reuse;

/**
 * The cache sizes of a curve, by index: every whole number up to 16, then eight steps for each doubling. An index stands for the
 * distances above the size before it and up to its own size, so that a curve is exact at each of these sizes.
 */
final class CacheSizes {

    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;

    /** Larger distances count as this one; with eight bits to spare, so that sizes do not overflow. */
    private static final long LARGEST = 1L << 55;

    /** Number of indexes. */
    static final int COUNT = indexOf(LARGEST) + 1;

    private CacheSizes() {}

    /** The index of the smallest size that is at least a distance. A distance below 1 is taken as 1. */
    static int indexOf(long distance) {
        long below = Math.max(0, Math.min(LARGEST, distance) - 1);
        if (below < STEPS) {
            return (int) below;
        }
        int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(below);
        return ((shift + 1) << STEP_BITS) + (int) (below >>> shift) - STEPS;
    }

    /** The size of an index. */
    static long size(int index) {
        if (index < STEPS) {
            return index + 1L;
        }
        int shift = (index >>> STEP_BITS) - 1;
        return (STEPS + 1L + (index & (STEPS - 1))) << shift;
    }
}
