package dev.gleaner.local.estate;

/** A datapoint in the form of a metric stream: statistics of the measurements of one period. */
public record Sample(double max, double min, double sum, double count) {

    /** One measurement. */
    public static Sample of(double value) {
        return new Sample(value, value, value, 1);
    }

    public double mean() {
        return sum / count;
    }

    /** Both together. */
    public Sample plus(Sample other) {
        return new Sample(Math.max(max, other.max), Math.min(min, other.min), sum + other.sum, count + other.count);
    }
}
