package dev.gleaner.collector.source.cloudwatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A metric of an instance that some rule asks for, in the statistics that it asks for and no more: each one is a query. */
enum WantedMetric {
    CPU("CPUUtilization", "Percent", "Average", "Maximum"),
    NETWORK_IN("NetworkIn", "Bytes", "Sum"),
    NETWORK_OUT("NetworkOut", "Bytes", "Sum");

    /** Queries that an instance takes. */
    static final int QUERIES =
            Stream.of(values()).mapToInt(metric -> metric.statistics.size()).sum();

    static final String NAMESPACE = "AWS/EC2";

    private final String metric;
    private final String unit;
    private final List<String> statistics;

    WantedMetric(String metric, String unit, String... statistics) {
        this.metric = metric;
        this.unit = unit;
        this.statistics = List.of(statistics);
    }

    /** As CloudWatch calls it. */
    String metric() {
        return metric;
    }

    /** As signals call it. */
    String signalName() {
        return NAMESPACE + " " + metric;
    }

    String unit() {
        return unit;
    }

    List<String> statistics() {
        return statistics;
    }

    /**
     * What is known of one period, once all statistics are there: half a point would be a guess. Of one value a period that
     * is its mean, its maximum and its sum; how many samples it is of was not asked.
     */
    Optional<Point> point(Point.Series series, Instant time, Map<String, Double> values) {
        if (!values.keySet().containsAll(statistics)) {
            return Optional.empty();
        }
        double mean = values.getOrDefault(statistics.get(0), Double.NaN);
        double maximum = values.getOrDefault(statistics.get(statistics.size() - 1), Double.NaN);
        return Optional.of(new Point(series, time, maximum, mean, 1));
    }
}
