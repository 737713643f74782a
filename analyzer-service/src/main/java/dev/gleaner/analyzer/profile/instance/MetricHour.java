package dev.gleaner.analyzer.profile.instance;



/**
 * What one metric did in one hour. Mean and maximum are kept to float precision, the sum is exact to 2^53.
 *
 * @param parts how many of the {@link #PARTS} parts of the hour have points
 */
public record MetricHour(float mean, float maximum, double sum, int parts) {

    /** Parts of an hour: five minutes each, which is the coarsest that EC2 publishes. */
    public static final int PARTS = 12;

    /** Part of the hour that was measured, 0 to 1. */
    public double coverage() {
        return (double) parts / PARTS;
    }
}
