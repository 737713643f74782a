package dev.gleaner.collector.source.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Value of a metric of a resource in one period. */
public record MetricPoint(Series series, Instant time, double maximum, double sum, double count) {

    public MetricPoint {
        if (!(count > 0) || !Double.isFinite(count) || !Double.isFinite(sum) || !Double.isFinite(maximum)) {
            throw new IllegalArgumentException("a point needs a sum, a maximum and samples");
        }
    }

    public double mean() {
        return sum / count;
    }

    Instant hour() {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    /** Index of the period in its hour. */
    int index(Duration period) {
        return (int) (Duration.between(hour(), time).toMillis() / period.toMillis());
    }

    /** Of two points of the same period, the one with more samples, or else the larger one. */
    MetricPoint preferred(MetricPoint other) {
        if (count != other.count) {
            return count > other.count ? this : other;
        }
        return sum >= other.sum ? this : other;
    }

    /** A metric of a resource. */
    public record Series(String account, String region, String resource, String metric, String unit) {}
}
