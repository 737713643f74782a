package dev.gleaner.analyzer.profile.inventory;

import java.util.Map;
import java.util.Set;

/**
 * Bytes of a NAT gateway in some hours, by CloudWatch. Each direction is measured at both sides; the larger sum counts. Source:
 * Amazon VPC User Guide, "Monitor NAT gateways with Amazon CloudWatch".
 *
 * @param sent to destinations
 * @param received from destinations
 * @param hours for which all its metrics have a value, at most
 */
public record NatGatewayBytes(long sent, long received, int hours) {

    /** No value at all, which is not zero bytes. */
    public static final NatGatewayBytes NONE = new NatGatewayBytes(0, 0, 0);

    private static final String IN_FROM_SOURCE = "AWS/NATGateway BytesInFromSource";
    private static final String OUT_TO_DESTINATION = "AWS/NATGateway BytesOutToDestination";
    private static final String IN_FROM_DESTINATION = "AWS/NATGateway BytesInFromDestination";
    private static final String OUT_TO_SOURCE = "AWS/NATGateway BytesOutToSource";

    /** The metrics that are needed, as signals name them. */
    static final Set<String> METRICS = Set.of(IN_FROM_SOURCE, OUT_TO_DESTINATION, IN_FROM_DESTINATION, OUT_TO_SOURCE);

    /** The bytes by the volume of each metric. */
    static NatGatewayBytes of(Map<String, TrafficVolume> byMetric) {
        return new NatGatewayBytes(
                larger(byMetric, IN_FROM_SOURCE, OUT_TO_DESTINATION),
                larger(byMetric, IN_FROM_DESTINATION, OUT_TO_SOURCE),
                METRICS.stream()
                        .mapToInt(metric -> byMetric.getOrDefault(metric, TrafficVolume.NONE)
                                .hours())
                        .min()
                        .orElse(0));
    }

    /** In both directions, for which NAT gateways charge. */
    public long total() {
        return sent + received;
    }

    /** The sum with another NAT gateway; complete only where both are. */
    NatGatewayBytes plus(NatGatewayBytes other) {
        return new NatGatewayBytes(sent + other.sent, received + other.received, Math.min(hours, other.hours));
    }

    private static long larger(Map<String, TrafficVolume> byMetric, String one, String other) {
        return Math.max(
                byMetric.getOrDefault(one, TrafficVolume.NONE).bytes(),
                byMetric.getOrDefault(other, TrafficVolume.NONE).bytes());
    }
}
