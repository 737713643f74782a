package dev.gleaner.collector.metric;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * Metrics that rules and the cost of predictions need of one kind of resource.
 *
 * @param source as in the {@code source} field of signals
 * @param period its length
 */
public record MetricQueryPlan(String source, Duration period, List<WantedMetric> metrics) {

    /** Includes the working days of two weeks. */
    private static final Duration LOOK_BACK = Duration.ofDays(14);

    public MetricQueryPlan {
        metrics = List.copyOf(metrics);
    }

    /** A plan of these metrics. */
    public static MetricQueryPlan of(String source, Duration period, WantedMetric... metrics) {
        return new MetricQueryPlan(source, period, List.of(metrics));
    }

    /** Queries per resource. */
    public int queries() {
        return metrics.stream().mapToInt(metric -> metric.statistics().size()).sum();
    }

    /**
     * Time before the end of a request that it covers at least, although only its new periods are published. An empty answer
     * means that there was no traffic only if the metric is known to have values in the region. Longer requests cost the same.
     */
    public Duration lookBack() {
        return metrics.stream().anyMatch(WantedMetric::isAbsentWithoutTraffic) ? LOOK_BACK : Duration.ZERO;
    }

    /** USD for one page of results for this number of resources. */
    public BigDecimal dollars(int targets) {
        return GetMetricDataPrice.dollarsFor((long) targets * metrics.size());
    }
}
