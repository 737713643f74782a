package dev.gleaner.collector.listing;

import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;

/**
 * A complete listing of a region.
 *
 * @param source that listed it
 * @param place origin of the listing
 * @param account that was listed
 * @param asOf time for which it is valid
 */
public record RegionListing(String source, String place, String account, String region, Instant asOf) {

    /** The signal of a listed resource. */
    public Signal signal(Arn resource, Inventory inventory) {
        return Signal.newBuilder()
                .setResource(resource.toString())
                .setSource(source)
                .setAccount(account)
                .setRegion(region)
                .setObservedAt(asOf.toEpochMilli())
                .setPlace(Place.newBuilder().setName(place))
                .setInventory(inventory)
                .build();
    }

    /** A copy for resources that another account shares with the listed one. */
    public RegionListing withOwner(String owner) {
        return new RegionListing(source, place, owner, region, asOf);
    }

    /** A copy for resources that belong to another region than the listed one. */
    public RegionListing withRegion(String other) {
        return new RegionListing(source, place, account, other, asOf);
    }

    /** Whose progress it is. */
    public SourceScope scope() {
        return new SourceScope(source, account, region);
    }
}
