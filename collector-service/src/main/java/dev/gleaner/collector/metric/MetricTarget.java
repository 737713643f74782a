package dev.gleaner.collector.metric;

import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resource whose metrics are requested.
 *
 * @param id unique in its region
 * @param resource of the signals
 * @param dimensions of its metrics in CloudWatch, complete
 * @param whole a resource that it is a part of, under which its metrics are published too
 * @param namespace of its metrics in CloudWatch, where resources of the same kind differ in it; else empty
 * @param metric its only metric in CloudWatch, where resources of the same kind differ in its name; else empty
 */
public record MetricTarget(
        String id,
        Arn resource,
        Map<String, String> dimensions,
        Optional<Arn> whole,
        Optional<String> namespace,
        Optional<String> metric) {

    public MetricTarget {
        // In a fixed order, so that equal requests have equal texts.
        dimensions = new TreeMap<>(dimensions);
    }

    /** A resource whose metrics have the namespace and the names of the plan. */
    public static MetricTarget of(String id, Arn resource, Map<String, String> dimensions) {
        return new MetricTarget(id, resource, dimensions, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A copy whose metrics are published under another resource too. */
    public MetricTarget partOf(Arn other) {
        return new MetricTarget(id, resource, dimensions, Optional.of(other), namespace, metric);
    }

    /** A copy whose metrics have this namespace. */
    public MetricTarget inNamespace(String other) {
        return new MetricTarget(id, resource, dimensions, whole, Optional.of(other), metric);
    }

    /** A copy whose only metric has this name. */
    public MetricTarget withMetric(String name) {
        return new MetricTarget(id, resource, dimensions, whole, namespace, Optional.of(name));
    }
}
