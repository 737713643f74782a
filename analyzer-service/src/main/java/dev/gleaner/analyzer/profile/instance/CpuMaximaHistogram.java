package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;

/**
 * How many periods of five minutes had a maximum CPU in each of 20 buckets of 5 %. A bucket contains its lower end, the last one
 * also everything above. The maximum of a period is that of all points that touch it, so a point of a longer period counts once for
 * each five minutes that it touches, and of the points of shorter periods the greatest one counts.
 */
public final class CpuMaximaHistogram {

    private static final int BUCKETS = 20;
    private static final int PERCENT_PER_BUCKET = 100 / BUCKETS;
    private static final int OF_DAY = Hour.PER_DAY * InstanceHours.PARTS;
    private static final int BUCKET_BITS = 5;
    private static final int COUNT_BITS = 9;

    private final int[] counts = new int[BUCKETS];

    /** Without any periods. */
    CpuMaximaHistogram() {}

    /** Whether it has no periods. */
    public boolean isEmpty() {
        return periods() == 0;
    }

    /** Number of periods. */
    public int periods() {
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
        int rank = (periods() * percent + 99) / 100;
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

    /**
     * Writes, as bits, the first and the last bucket that is not empty, the number of periods, and those of all these buckets but
     * the last, each in the bits that what is left of the whole needs. An idle day takes 11 to 20 bits, a busy one about 60.
     *
     * <p>It must be that of a day or a part of one: more periods than 511 cannot be written.
     */
    void write(RowBuffer row) {
        int left = periods();
        int first = 0;
        while (first < BUCKETS && counts[first] == 0) {
            first++;
        }
        row.putBits(first, BUCKET_BITS);
        if (left == 0) {
            return;
        }
        int last = BUCKETS - 1;
        while (counts[last] == 0) {
            last--;
        }
        row.putBits(last - first, BUCKET_BITS);
        row.putBits(left == OF_DAY ? 1 : 0, 1);
        if (left != OF_DAY) {
            row.putBits(left, COUNT_BITS);
        }
        for (int bucket = first; bucket < last; bucket++) {
            row.putBits(counts[bucket], RowBuffer.width(left));
            left -= counts[bucket];
        }
    }

    static CpuMaximaHistogram read(RowBuffer row) {
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        int first = (int) row.getBits(BUCKET_BITS);
        if (first == BUCKETS) {
            return histogram;
        }
        int last = first + (int) row.getBits(BUCKET_BITS);
        int left = row.getBits(1) == 1 ? OF_DAY : (int) row.getBits(COUNT_BITS);
        for (int bucket = first; bucket < last; bucket++) {
            int count = (int) row.getBits(RowBuffer.width(left));
            histogram.counts[bucket] = count;
            left -= count;
        }
        histogram.counts[last] = left;
        return histogram;
    }
}
