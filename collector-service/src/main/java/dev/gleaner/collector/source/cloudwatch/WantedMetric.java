package dev.gleaner.collector.source.cloudwatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A metric that some rule asks for, in the statistics that it asks for and no more: each one is a query. */
enum WantedMetric {
    CPU("AWS/EC2", "CPUUtilization", "Percent", "Average", "Maximum"),
    NETWORK_IN("AWS/EC2", "NetworkIn", "Bytes", "Sum"),
    NETWORK_OUT("AWS/EC2", "NetworkOut", "Bytes", "Sum"),
    INVOCATIONS("AWS/SageMaker", "Invocations", "None", "Sum");

    private final String namespace;
    private final String metric;
    private final String unit;
    private final List<String> statistics;

    WantedMetric(String namespace, String metric, String unit, String... statistics) {
        this.namespace = namespace;
        this.metric = metric;
        this.unit = unit;
        this.statistics = List.of(statistics);
    }

    /** Where CloudWatch keeps it. */
    String namespace() {
        return namespace;
    }

    /** As CloudWatch calls it. */
    String metric() {
        return metric;
    }

    /** As signals call it. */
    String signalName() {
        return namespace + " " + metric;
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
