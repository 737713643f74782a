package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.contracts.resource.Arn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Resources that traffic passes through and that cost by the hour without any, with the metrics that show their bytes. */
public enum GatewayType {

    /**
     * Each direction is measured at both sides; the larger sum counts. All values are reported without traffic, too. Source:
     * Amazon VPC User Guide, "Monitor NAT gateways with Amazon CloudWatch".
     */
    NAT_GATEWAY("NAT gateway", List.of("available")) {

        private static final String IN_FROM_SOURCE = "AWS/NATGateway BytesInFromSource";
        private static final String OUT_TO_DESTINATION = "AWS/NATGateway BytesOutToDestination";
        private static final String IN_FROM_DESTINATION = "AWS/NATGateway BytesInFromDestination";
        private static final String OUT_TO_SOURCE = "AWS/NATGateway BytesOutToSource";

        @Override
        boolean includes(Arn resource) {
            return isOfEc2(resource, "natgateway");
        }

        @Override
        Set<String> metrics() {
            return Set.of(IN_FROM_SOURCE, OUT_TO_DESTINATION, IN_FROM_DESTINATION, OUT_TO_SOURCE);
        }

        @Override
        GatewayBytes bytes(Map<String, CounterSum> byMetric) {
            ToLongFunction<String> bytes = metric -> volume(byMetric, metric).bytes();
            return new GatewayBytes(
                    Math.max(bytes.applyAsLong(IN_FROM_SOURCE), bytes.applyAsLong(OUT_TO_DESTINATION)),
                    Math.max(bytes.applyAsLong(IN_FROM_DESTINATION), bytes.applyAsLong(OUT_TO_SOURCE)),
                    0,
                    metrics().stream()
                            .mapToInt(metric -> volume(byMetric, metric).hours())
                            .min()
                            .orElse(0));
        }
    },

    /**
     * CloudWatch has values for minutes with traffic only. The collector publishes 0 for other hours, if CloudWatch answered
     * completely and has values of some interface endpoint of the region. Source: AWS PrivateLink guide, "CloudWatch metrics for
     * AWS PrivateLink".
     */
    INTERFACE_ENDPOINT("interface endpoint", List.of("available")) {

        private static final String BYTES = "AWS/PrivateLinkEndpoints BytesProcessed";

        @Override
        boolean includes(Arn resource) {
            return isOfEc2(resource, "vpc-endpoint");
        }

        @Override
        Set<String> metrics() {
            return Set.of(BYTES);
        }

        @Override
        GatewayBytes bytes(Map<String, CounterSum> byMetric) {
            CounterSum volume = volume(byMetric, BYTES);
            return new GatewayBytes(0, 0, volume.bytes(), volume.hours());
        }
    },

    /**
     * Bytes are reported only if there are any, health checks apart, but consumed capacity units always: an hour that has these
     * and no bytes had no traffic. Sources: the guides of Application, Network and Gateway Load Balancers, "CloudWatch metrics".
     */
    LOAD_BALANCER("load balancer", List.of("active", "active_impaired")) {

        private static final List<String> NAMESPACES =
                List.of("AWS/ApplicationELB", "AWS/NetworkELB", "AWS/GatewayELB");
        private static final String BYTES = " ProcessedBytes";
        private static final String UNITS = " ConsumedLCUs";

        @Override
        boolean includes(Arn resource) {
            return resource.service().equals("elasticloadbalancing")
                    && resource.type().equals("loadbalancer")
                    && resource.id().indexOf('/') > 0;
        }

        @Override
        Set<String> metrics() {
            Set<String> metrics = new TreeSet<>();
            NAMESPACES.forEach(namespace -> metrics.addAll(List.of(namespace + BYTES, namespace + UNITS)));
            return metrics;
        }

        @Override
        GatewayBytes bytes(Map<String, CounterSum> byMetric) {
            return new GatewayBytes(
                    0,
                    0,
                    NAMESPACES.stream()
                            .mapToLong(namespace ->
                                    volume(byMetric, namespace + BYTES).bytes())
                            .sum(),
                    NAMESPACES.stream()
                            .mapToInt(namespace ->
                                    volume(byMetric, namespace + UNITS).hours())
                            .max()
                            .orElse(0));
        }
    };

    private final String label;
    private final List<String> servingStates;

    GatewayType(String label, List<String> servingStates) {
        this.label = label;
        this.servingStates = servingStates;
    }

    /** The type of a resource; empty if it is none of these. */
    public static Optional<GatewayType> of(Arn resource) {
        return Arrays.stream(values()).filter(type -> type.includes(resource)).findFirst();
    }

    /** Whether a resource is of this type. */
    abstract boolean includes(Arn resource);

    /** The metrics that are needed, as signals name them. */
    abstract Set<String> metrics();

    /** The signals with the metrics that are needed. */
    public HourlyMetrics signals() {
        return new HourlyMetrics(metrics());
    }

    /** The bytes by the volume of each metric. */
    abstract GatewayBytes bytes(Map<String, CounterSum> byMetric);

    /**
     * Bytes in the last hours up to one, by CloudWatch.
     *
     * @param gateway id, if it is a part of what the counters are of; empty if it is the resource itself
     */
    GatewayBytes bytes(HourlyCounterHistory counters, String gateway, Hour last, int hours) {
        Map<String, CounterSum> byMetric = new TreeMap<>();
        counters.window(last, hours, gateway).forEach((counterKey, counterSum) -> {
            if (counterKey.isMetric()) {
                byMetric.put(counterKey.metric(), counterSum);
            }
        });
        return bytes(byMetric);
    }

    /** Whether traffic can pass through it in a state, as AWS names it. */
    public boolean isServing(String state) {
        return servingStates.contains(state.toLowerCase(Locale.ROOT));
    }

    /** Its name in a text. */
    @Override
    public String toString() {
        return label;
    }

    private static boolean isOfEc2(Arn resource, String type) {
        return resource.service().equals("ec2") && resource.resource().equals(type + "/" + resource.id());
    }

    private static CounterSum volume(Map<String, CounterSum> byMetric, String metric) {
        return byMetric.getOrDefault(metric, CounterSum.NONE);
    }
}
