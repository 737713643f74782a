package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights of reuse distances, by the steps of {@link CacheSizes}. */
final class DistanceHistogram {

    private double[] weights = new double[0];

    /**
     * Adds a reuse at a distance that is known to be in a range, all of which is equally likely.
     *
     * <p>For a sampled object it is known which sampled objects are above it, and not how many others are between it and the next
     * one above. So the range is from the distance if it stands for itself to the distance if it stands for others too. For one
     * that does stand for itself both ends are the same.
     */
    void add(double low, double high, double weight) {
        int first = CacheSizes.indexOf((long) Math.ceil(low));
        int last = CacheSizes.indexOf((long) Math.ceil(high));
        if (first >= last) {
            add(first, weight);
            return;
        }
        makeRoom(last);
        double perUnit = weight / (high - low);
        double from = low;
        for (int index = first; index < last; index++) {
            double to = CacheSizes.size(index);
            weights[index] += perUnit * (to - from);
            from = to;
        }
        weights[last] += perUnit * Math.max(0, high - from);
    }

    /** Adds a reuse at the distances of an index of {@link CacheSizes}. */
    void add(int index, double weight) {
        makeRoom(index);
        weights[index] += weight;
    }

    private void makeRoom(int index) {
        if (index >= weights.length) {
            weights = Arrays.copyOf(weights, index + 1);
        }
    }

    void add(DistanceHistogram other, double factor) {
        makeRoom(other.weights.length - 1);
        for (int index = 0; index < other.weights.length; index++) {
            weights[index] += factor * other.weights[index];
        }
    }

    /**
     * The misses by cache size.
     *
     * @param all weight of all reads, 0 or more
     * @param smallest size below which the curve has no points
     */
    MissRatioCurve curve(double all, double smallest) {
        if (all == 0) {
            return MissRatioCurve.empty();
        }
        List<MissRatioCurve.Point> points = new ArrayList<>();
        double hits = 0;
        int last = Math.max(weights.length - 1, CacheSizes.indexOf((long) Math.ceil(smallest)));
        for (int index = 0; index <= last; index++) {
            hits += index < weights.length ? weights[index] : 0;
            long size = CacheSizes.size(index);
            if (index == last || (size >= smallest && hits > 0)) {
                points.add(new MissRatioCurve.Point(size, Math.max(0, 1 - hits / all)));
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
