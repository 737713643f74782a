package dev.gleaner.collector.metric;

import java.util.List;

/**
 * A metric of CloudWatch that is needed, with the statistics it needs: each one is a separate query.
 *
 * @param namespace in CloudWatch; empty if each target has its own
 * @param name in CloudWatch; empty if each target has its own
 * @param unit as in signals
 * @param isAbsentWithoutTraffic whether CloudWatch has no value for a period without traffic
 */
public record WantedMetric(
        String namespace, String name, String unit, List<String> statistics, boolean isAbsentWithoutTraffic) {

    public WantedMetric {
        statistics = List.copyOf(statistics);
    }

    /** A metric that CloudWatch has for each period, or whose absence says nothing. */
    public static WantedMetric of(String namespace, String name, String unit, String... statistics) {
        return new WantedMetric(namespace, name, unit, List.of(statistics), false);
    }

    /** A sum of which CloudWatch has no value for a period without traffic. */
    public static WantedMetric ofTraffic(String namespace, String name, String unit) {
        return new WantedMetric(namespace, name, unit, List.of("Sum"), true);
    }

    /** Namespace of the metric of a target. */
    public String namespace(MetricTarget target) {
        return target.namespace().orElse(namespace);
    }

    /** Name of the metric of a target. */
    public String name(MetricTarget target) {
        return target.metric().orElse(name);
    }

    /** Name in signals. */
    public String signalName(MetricTarget target) {
        return namespace(target) + " " + name(target);
    }
}
