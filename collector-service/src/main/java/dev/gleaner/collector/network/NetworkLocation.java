package dev.gleaner.collector.network;

import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;

/**
 * The origin of a call.
 *
 * @param region an AWS region, or {@link #INTERNET}; empty if unknown
 * @param gateway our NAT gateway through which the call came
 */
public record NetworkLocation(Optional<String> region, Optional<Gateway> gateway) {

    /** Stands for the region of an address outside AWS. */
    public static final String INTERNET = "internet";

    public static final NetworkLocation UNKNOWN = new NetworkLocation(Optional.empty(), Optional.empty());

    static NetworkLocation ofRegion(String region) {
        return new NetworkLocation(Optional.of(region), Optional.empty());
    }

    /** What is known of the location: "region", "internet" or "unknown". */
    public String kind() {
        return region.map(known -> known.equals(INTERNET) ? INTERNET : "region").orElse("unknown");
    }

    /** What the two locations have in common. Private addresses exist in more than one network. */
    NetworkLocation intersect(NetworkLocation other) {
        return new NetworkLocation(
                region.equals(other.region) ? region : Optional.empty(),
                gateway.equals(other.gateway) ? gateway : Optional.empty());
    }

    /** One of our NAT gateways, and its VPC. */
    public record Gateway(String id, Arn vpc) {}
}
