package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;

/**
 * A resource whose metrics are requested.
 *
 * @param id unique in its region
 * @param resource of the signals
 * @param dimensions of its metrics in CloudWatch, complete
 */
record MetricTarget(String id, Arn resource, Map<String, String> dimensions) {

    MetricTarget {
        // In a fixed order, so that equal requests have equal texts.
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
