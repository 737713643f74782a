package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.fleet.Fleet;
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
record Measured(String id, Arn resource, Map<String, String> dimensions) {

    Measured {
        // In a fixed order, so that the same question is the same text.
        dimensions = new TreeMap<>(dimensions);
    }

    static Measured instance(String region, Fleet.Member instance) {
        return new Measured(
                instance.id(),
                Arn.instance(region, instance.account(), instance.id()),
                Map.of("InstanceId", instance.id()));
    }

    /** A variant of an inference endpoint. */
    static Measured variant(Arn endpoint, String name) {
        return new Measured(
                endpoint.id() + "/" + name,
                Arn.variant(endpoint, name),
                Map.of("EndpointName", endpoint.id(), "VariantName", name));
    }
}
