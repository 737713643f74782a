package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lists one kind of thing in every account and configured region. */
final class RegionalInventorySource implements PolledSource {

    private final RegionalResourceLister kind;
    private final InventoryConfig.Kind config;
    private final RegionalListingRunner round;
    private final Clock clock;
    private final ListingSchedule turns;

    RegionalInventorySource(
            RegionalResourceLister kind, InventoryConfig.Kind config, RegionalListingRunner round, Clock clock) {
        this.kind = kind;
        this.config = config;
        this.round = round;
        this.clock = clock;
        this.turns = new ListingSchedule(config.interval());
    }

    @Override
    public String name() {
        return kind.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled() && round.isEnabled();
    }

    @Override
    public Duration interval() {
        return turns.pollInterval();
    }

    @Override
    public void poll() {
        Instant now = clock.instant();
        round.list(name(), kind.api(), realm -> turns.isDue(realm, now), this::list)
                .forEach(realm -> turns.markListed(realm, now));
    }

    private RegionalListingRunner.RegionContent list(AwsAccountRegion realm, RegionListing listing) {
        return new RegionalListingRunner.RegionContent(kind.list(realm, listing), Optional.empty());
    }
}
