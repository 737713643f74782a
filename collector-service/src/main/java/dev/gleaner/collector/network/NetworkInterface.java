package dev.gleaner.collector.network;

import java.util.Set;

/**
 * A network interface in one of our VPCs.
 *
 * @param id {@code eni-...}
 * @param region of the interface
 * @param zone availability zone; empty if unknown
 * @param isPublic whether it has a public IPv4 address
 * @param addresses private IPv4 and IPv6 addresses; empty if unknown
 * @param resource to which it belongs, as at the end of its ARN: {@code instance/i-...}
 */
public record NetworkInterface(
        String id,
        String region,
        String vpc,
        String zone,
        Kind kind,
        boolean isPublic,
        Set<String> addresses,
        String resource) {

    public NetworkInterface {
        addresses = Set.copyOf(addresses);
    }

    /** The type of resource that the interface belongs to. */
    public enum Kind {
        INSTANCE,
        NAT_GATEWAY,
        ENDPOINT
    }
}
