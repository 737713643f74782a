package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights of reuse distances, by the steps of {@link CacheSizes}. */
final class DistanceHistogram {

    private double[] weights = new double[0];

    /**
     * Adds a reuse. Of a sampled object it is known what sampled objects are above it, and not how many others are between it and
     * the next sampled one. All distances that are as likely to be seen so get the same part of the weight: from that of all
     * sampled ones above standing for others, and the object itself for itself only, to that of the object standing for others
     * too. Without sampling both are the same.
     *
     * @param above the sampled objects above, or their bytes
     * @param own the object, or its bytes
     * @param scale reciprocal of the rate
     */
    void add(long above, long own, double scale, double weight) {
        double low = above * scale + own;
        double high = (above + own) * scale;
        int first = CacheSizes.indexOf((long) Math.ceil(low));
        int last = CacheSizes.indexOf((long) Math.ceil(high));
        if (last >= weights.length) {
            weights = Arrays.copyOf(weights, last + 1);
        }
        if (first == last) {
            weights[first] += weight;
            return;
        }
        double perUnit = weight / (high - low);
        double from = low;
        for (int index = first; index < last; index++) {
            double to = CacheSizes.size(index);
            weights[index] += perUnit * (to - from);
            from = to;
        }
        weights[last] += perUnit * (high - from);
    }

    void add(DistanceHistogram other) {
        if (other.weights.length > weights.length) {
            weights = Arrays.copyOf(weights, other.weights.length);
        }
        for (int index = 0; index < other.weights.length; index++) {
            weights[index] += other.weights[index];
        }
    }

    /**
     * The misses by cache size.
     *
     * @param all weight of all reads, 0 or more
     * @param unsampled what the sampled reads lack of that, or have too much if it is negative. It counts as of the smallest
     *     distance: whether a sample has too many or too few reads is mostly decided by the few objects that are read most, whose
     *     distances are small (SHARDS-adj)
     * @param smallest size below which the curve has no points
     */
    MissRatioCurve curve(double all, double unsampled, double smallest) {
        if (all == 0) {
            return MissRatioCurve.empty();
        }
        List<MissRatioCurve.Point> points = new ArrayList<>();
        double hits = unsampled;
        int last = Math.max(weights.length - 1, CacheSizes.indexOf((long) Math.ceil(smallest)));
        for (int index = 0; index <= last; index++) {
            hits += index < weights.length ? weights[index] : 0;
            long size = CacheSizes.size(index);
            if (index == last || size >= smallest && hits > 0) {
                points.add(new MissRatioCurve.Point(size, Math.max(0, Math.min(1, 1 - hits / all))));
            }
        }
        return new MissRatioCurve(points);
    }

    void write(RowBuffer row) {
        putWeights(row, weights);
    }

    void read(RowBuffer row) {
        weights = getWeights(row);
    }

    /** Appends weights up to the last one that is not 0, after their number. */
    static void putWeights(RowBuffer row, double[] weights) {
        int count = weights.length;
        while (count > 0 && weights[count - 1] == 0) {
            count--;
        }
        row.putNumber(count);
        for (int index = 0; index < count; index++) {
            putWeight(row, weights[index]);
        }
    }

    static double[] getWeights(RowBuffer row) {
        double[] weights = new double[(int) row.getNumber()];
        for (int index = 0; index < weights.length; index++) {
            weights[index] = getWeight(row);
        }
        return weights;
    }

    /** Appends all bits, the last ones first, as those are mostly 0: 0 takes one byte, and whole numbers take few. */
    static void putWeight(RowBuffer row, double weight) {
        row.putNumber(Long.reverse(Double.doubleToLongBits(weight)));
    }

    static double getWeight(RowBuffer row) {
        return Double.longBitsToDouble(Long.reverse(row.getNumber()));
    }
}
