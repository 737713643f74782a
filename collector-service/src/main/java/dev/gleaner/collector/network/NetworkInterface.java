package dev.gleaner.collector.network;

import java.util.Set;

/**
 * A network interface in a VPC of ours.
 *
 * @param id {@code eni-...}
 * @param region it is in
 * @param zone it is in; empty where that is not known
 * @param isPublic whether it has a public IPv4 address
 * @param addresses private ones, and of IPv6; empty where they are not known
 */
public record NetworkInterface(
        String id, String region, String vpc, String zone, Kind kind, boolean isPublic, Set<String> addresses) {

    public NetworkInterface {
        addresses = Set.copyOf(addresses);
    }

    /** Whose it is. */
    public enum Kind {
        INSTANCE,
        NAT_GATEWAY,
        ENDPOINT
    }
}
