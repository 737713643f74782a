package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.NatGatewayRegistry;
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
 */
record MetricTarget(String id, Arn resource, Map<String, String> dimensions, Optional<Arn> whole) {

    MetricTarget {
        // In a fixed order, so that equal requests have equal texts.
        dimensions = new TreeMap<>(dimensions);
    }

    static MetricTarget instance(String region, InstanceRegistry.Member instance) {
        return new MetricTarget(
                instance.id(),
                Arn.instance(region, instance.account(), instance.id()),
                Map.of("InstanceId", instance.id()),
                Optional.empty());
    }

    static MetricTarget volume(Arn volume) {
        return new MetricTarget(volume.id(), volume, Map.of("VolumeId", volume.id()), Optional.empty());
    }

    /** A variant of an inference endpoint. */
    static MetricTarget variant(Arn endpoint, String name) {
        return new MetricTarget(
                endpoint.id() + "/" + name,
                Arn.variant(endpoint, name),
                Map.of("EndpointName", endpoint.id(), "VariantName", name),
                Optional.empty());
    }

    /** A NAT gateway, whose bytes also tell of its VPC. */
    static MetricTarget natGateway(NatGatewayRegistry.Gateway gateway) {
        return new MetricTarget(
                gateway.arn().id(),
                gateway.arn(),
                Map.of("NatGatewayId", gateway.arn().id()),
                Optional.of(gateway.vpc()));
    }
}
