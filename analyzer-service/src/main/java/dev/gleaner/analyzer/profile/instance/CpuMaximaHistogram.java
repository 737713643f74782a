package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.RowBuffer;

/**
 * How many periods of five minutes had a maximum CPU in each of 20 buckets of 5 %. A bucket contains its lower end, the last one
 * also everything above. The maximum of a period is that of all points that touch it, so a point of a longer period counts once for
 * each five minutes that it touches, and of the points of shorter periods the greatest one counts.
 */
public final class CpuMaximaHistogram {

    private static final int BUCKETS = 20;
    private static final int PERCENT_PER_BUCKET = 100 / BUCKETS;
    private static final int BUCKET_BITS = 5;
    private static final int BUCKET_MASK = (1 << BUCKET_BITS) - 1;

    private final int[] counts = new int[BUCKETS];

    /** Without any periods. */
    CpuMaximaHistogram() {}

    /** Whether it has no periods. */
    public boolean isEmpty() {
        return count() == 0;
    }

    private int count() {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /**
     * The upper end of the bucket of a percentile (nearest rank), percent: never below the percentile of the maxima, but for those
     * above 100 %.
     *
     * @param percent 1 to 100
     * @throws IllegalStateException without any periods
     */
    public int percentile(int percent) {
        int rank = (count() * percent + 99) / 100;
        int seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (rank > 0 && seen >= rank) {
                return (bucket + 1) * PERCENT_PER_BUCKET;
            }
        }
        throw new IllegalStateException("a percentile of no periods");
    }

    /**
     * Adds a period.
     *
     * @param maximum its code, see {@link HourQuantizer}. The code of a value at or above the lower end of a bucket is never below
     *     it; that of a value just below may be on it, and then counts in the higher bucket.
     */
    void add(byte maximum) {
        int bucket = (int) (HourQuantizer.toMaximum(maximum) / PERCENT_PER_BUCKET);
        counts[Math.min(BUCKETS - 1, bucket)]++;
    }

    void add(CpuMaximaHistogram other) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
    }

    /** Writes a number, at most two bytes up to 512 periods, for each bucket that is not empty. */
    void write(RowBuffer row) {
        int used = 0;
        for (int count : counts) {
            used += count > 0 ? 1 : 0;
        }
        row.putByte(used);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] > 0) {
                row.putNumber((long) (counts[bucket] - 1) << BUCKET_BITS | bucket);
            }
        }
    }

    static CpuMaximaHistogram read(RowBuffer row) {
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        for (int used = row.getByte(); used > 0; used--) {
            int number = (int) row.getNumber();
            histogram.counts[number & BUCKET_MASK] = (number >>> BUCKET_BITS) + 1;
        }
        return histogram;
    }
}
