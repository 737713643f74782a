package dev.gleaner.collector.whereabouts;

import java.util.Optional;

/**
 * Where a call came from.
 *
 * @param region a region of AWS, or {@link #INTERNET}; empty where that is not known
 * @param gateway the NAT gateway of ours that it came through
 */
public record Location(Optional<String> region, Optional<Gateway> gateway) {

    /** In place of the region of an address that is known to be outside of AWS. */
    public static final String INTERNET = "internet";

    /** Nothing is known. */
    public static final Location UNKNOWN = new Location(Optional.empty(), Optional.empty());

    static Location in(String region) {
        return new Location(Optional.of(region), Optional.empty());
    }

    /** What holds whichever of the two is meant: private addresses exist in more than one network. */
    Location and(Location other) {
        return new Location(
                region.equals(other.region) ? region : Optional.empty(),
                gateway.equals(other.gateway) ? gateway : Optional.empty());
    }
}
