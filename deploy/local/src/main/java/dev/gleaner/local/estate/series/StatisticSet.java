package dev.gleaner.local.estate.series;

/** A data point in the form of a metric stream: statistics of the samples of one period. */
public record StatisticSet(double max, double min, double sum, double count) {

    /** A single sample. */
    public static StatisticSet of(double value) {
        return new StatisticSet(value, value, value, 1);
    }

    public double mean() {
        return sum / count;
    }

    /** The statistics of both. */
    public StatisticSet plus(StatisticSet other) {
        return new StatisticSet(
                Math.max(max, other.max), Math.min(min, other.min), sum + other.sum, count + other.count);
    }
}
