package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What rules ask of one kind of thing, in points how long. */
enum MetricPlan {
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

    MetricPlan(String source, Duration period, WantedMetric... metrics) {
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
        return GetMetricDataPrice.of((long) things * metrics.size());
    }
}
