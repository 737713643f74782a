package dev.gleaner.analyzer.profile.reuse;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which share of reads a cache of a given size would miss that evicts the least recently used objects first.
 *
 * @param points by ascending size, with a miss ratio that never rises; empty if nothing is known. They begin with the smallest
 *     cache that the sample can resolve, and end with one beyond which nothing more is hit
 */
public record MissRatioCurve(List<Point> points) {

    /**
     * The misses of one cache.
     *
     * @param size in bytes or in objects, as the curve is
     * @param missRatio misses divided by all reads, 0 to 1
     */
    public record Point(long size, double missRatio) {}

    public MissRatioCurve {
        points = List.copyOf(points);
    }

    /** Whether nothing is known. */
    public boolean isEmpty() {
        return points.isEmpty();
    }

    /** The miss ratio of a cache: that of the largest size of the curve that is not larger, or 1 below the first. */
    public double missRatio(long size) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).size() <= size) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 1 : points.get(low - 1).missRatio();
    }

    /**
     * The knee: the smallest cache of the curve for which neither doubling it nor doubling any larger one avoids that share of all
     * reads. A curve that is flat first and falls later, as of jobs that read a data set again and again in the same order, so has
     * its knee after the fall.
     *
     * @param share of all reads, such as 0.05
     * @return empty if nothing is known, or if even that cache hits less than that share
     */
    public Optional<Point> knee(double share) {
        int knee = points.size();
        while (knee > 0 && saving(points.get(knee - 1)) < share) {
            knee--;
        }
        return knee == points.size() || 1 - points.get(knee).missRatio() < share
                ? Optional.empty()
                : Optional.of(points.get(knee));
    }

    private double saving(Point point) {
        return point.missRatio() - missRatio(2 * point.size());
    }

    /** Without any points. */
    static MissRatioCurve empty() {
        return new MissRatioCurve(Collections.emptyList());
    }
}
