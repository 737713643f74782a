package dev.gleaner.analyzer.profile;



/**
 * One value of a metric.
 *
 * @param minute of the hour in which its period starts, 0 to 59
 * @param minutes that its period lasts, at least 1
 * @param count how many samples it sums up
 */
public record Point(int minute, int minutes, float mean, float maximum, double sum, float count) {

    /** Bytes of one in a store. */
    static final int BYTES = 2 + 3 * Float.BYTES + Double.BYTES;

    /** Whether this is a better reading of the same period: more samples, else the larger values. */
    boolean beats(Point other) {
        int order = Float.compare(count, other.count);
        order = order != 0 ? order : Float.compare(mean, other.mean);
        order = order != 0 ? order : Float.compare(maximum, other.maximum);
        order = order != 0 ? order : Double.compare(sum, other.sum);
        order = order != 0 ? order : Integer.compare(minutes, other.minutes);
        return order > 0;
    }
}
