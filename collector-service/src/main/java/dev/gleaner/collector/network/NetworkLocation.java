package dev.gleaner.collector.network;

import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;

/**
 * Where a call came from.
 *
 * @param region a region of AWS, or {@link #INTERNET}; empty where that is not known
 * @param gateway the NAT gateway of ours that it came through
 */
public record NetworkLocation(Optional<String> region, Optional<Gateway> gateway) {

    /** In place of the region of an address that is known to be outside of AWS. */
    public static final String INTERNET = "internet";

    /** Nothing is known. */
    public static final NetworkLocation UNKNOWN = new NetworkLocation(Optional.empty(), Optional.empty());

    static NetworkLocation ofRegion(String region) {
        return new NetworkLocation(Optional.of(region), Optional.empty());
    }

    /** What holds whichever of the two is meant: private addresses exist in more than one network. */
    NetworkLocation intersect(NetworkLocation other) {
        return new NetworkLocation(
                region.equals(other.region) ? region : Optional.empty(),
                gateway.equals(other.gateway) ? gateway : Optional.empty());
    }

    /** A NAT gateway of ours, and the VPC whose traffic goes through it. */
    public record Gateway(String id, Arn vpc) {}
}
