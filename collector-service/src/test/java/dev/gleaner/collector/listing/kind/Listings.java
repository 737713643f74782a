package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.listing.RegionListing;
import java.time.Instant;

/** A listing of a region. */
public final class Listings {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Listings() {}

    public static RegionListing of(String source) {
        return new RegionListing(source, "place", "111122223333", "eu-west-3", NOW);
    }
}
