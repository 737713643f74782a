package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces one source per kind of resource, so that a denied or failing one does not affect the others. */
@Dependent
class RegionalSourceProducer {

    private final InventoryConfig config;
    private final RateLimitedAwsClients aws;
    private final RegionalListingRunner round;
    private final PastListingPublisher past;
    private final SourceMeters meters;
    private final Clock clock;

    RegionalSourceProducer(
            InventoryConfig config,
            RateLimitedAwsClients aws,
            RegionalListingRunner round,
            PastListingPublisher past,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.round = round;
        this.past = past;
        this.meters = meters;
        this.clock = clock;
    }

    @Produces
    @Singleton
    PolledSource snapshots() {
        return source(new SnapshotLister(aws, meters), config.snapshots());
    }

    private PolledSource source(RegionalResourceLister kind, InventoryConfig.Kind settings) {
        return new RegionalInventorySource(kind, settings, round, past, meters, clock);
    }
}
