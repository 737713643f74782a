package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;

/**
 * One complete listing of a region.
 *
 * @param source whose it is
 * @param place where it came from
 * @param account that was asked
 * @param asOf the time it is true for
 */
public record RegionListing(String source, String place, String account, String region, Instant asOf) {

    /** Name of the source of instances, whoever was asked: rules need an inventory, from the API or recorded. */
    static final String INSTANCES = "inventory";

    /** The signal of a thing that stands in it. */
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

    /** The same, for things that another account shares with the one that was asked. */
    public RegionListing withOwner(String owner) {
        return new RegionListing(source, place, owner, region, asOf);
    }

    SourceScope scope() {
        return new SourceScope(source, account, region);
    }
}
