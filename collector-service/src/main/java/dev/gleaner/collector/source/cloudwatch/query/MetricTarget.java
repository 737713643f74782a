package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;

/**
 * A thing whose metrics are asked for.
 *
 * @param id by which it is known in its region
 * @param resource that their signals are about
 * @param dimensions under which CloudWatch keeps them, all of them
 */
record MetricTarget(String id, Arn resource, Map<String, String> dimensions) {

    MetricTarget {
        // In a fixed order, so that the same question is the same text.
        dimensions = new TreeMap<>(dimensions);
    }

    static MetricTarget instance(String region, InstanceRegistry.Member instance) {
        return new MetricTarget(
                instance.id(),
                Arn.instance(region, instance.account(), instance.id()),
                Map.of("InstanceId", instance.id()));
    }

    /** A variant of an inference endpoint. */
    static MetricTarget variant(Arn endpoint, String name) {
        return new MetricTarget(
                endpoint.id() + "/" + name,
                Arn.variant(endpoint, name),
                Map.of("EndpointName", endpoint.id(), "VariantName", name));
    }
}
