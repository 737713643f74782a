package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.PolledSourceProvider;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Provides one source per kind of resource, so that a denied or failing one does not affect the others. */
@Singleton
class ListingSourceProvider implements PolledSourceProvider {

    private final List<PolledSource> sources;

    ListingSourceProvider(
            @All List<KindListing> kinds,
            RegionalListingRunner round,
            PastListingPublisher past,
            SourceMeters meters,
            Clock clock) {
        this.sources = kinds.stream()
                .<PolledSource>map(kind -> new RegionalInventorySource(kind, kind.config(), round, past, meters, clock))
                .toList();
    }

    @Override
    public List<PolledSource> sources() {
        return sources;
    }
}
