package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What rules ask of one kind of thing, in points how long. */
enum MetricQueryPlan {
    /** Five minutes are the points of basic monitoring, and what tells a peak. */
    INSTANCES(
            "get-metric-data",
            Duration.ofMinutes(5),
            WantedMetric.CPU,
            WantedMetric.NETWORK_IN,
            WantedMetric.NETWORK_OUT),
    /** Whether anybody called within days. */
    VARIANTS("get-metric-data-endpoints", Duration.ofHours(1), WantedMetric.INVOCATIONS);

    private final String source;
    private final Duration period;
    private final List<WantedMetric> metrics;

    MetricQueryPlan(String source, Duration period, WantedMetric... metrics) {
        this.source = source;
        this.period = period;
        this.metrics = List.of(metrics);
    }

    /** As in the signals' {@code source}. */
    String source() {
        return source;
    }

    Duration period() {
        return period;
    }

    List<WantedMetric> metrics() {
        return metrics;
    }

    /** Queries that one thing takes. */
    int queries() {
        return metrics.stream().mapToInt(metric -> metric.statistics().size()).sum();
    }

    /** USD for one page of answers to questions about so many things. */
    BigDecimal dollars(int things) {
        return GetMetricDataPrice.dollarsFor((long) things * metrics.size());
    }

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
        Optional<MetricPoint> point(MetricPoint.Series series, Instant time, Map<String, Double> values) {
            if (!values.keySet().containsAll(statistics)) {
                return Optional.empty();
            }
            double mean = values.getOrDefault(statistics.get(0), Double.NaN);
            double maximum = values.getOrDefault(statistics.get(statistics.size() - 1), Double.NaN);
            return Optional.of(new MetricPoint(series, time, maximum, mean, 1));
        }
    }
}
