package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.RetrySchedule;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lists one kind of resource in every account and configured region. */
final class RegionalInventorySource implements PolledSource {

    private static final Duration RETRY = Duration.ofHours(1);

    private final RegionalResourceLister kind;
    private final InventoryConfig.Kind config;
    private final RegionalListingRunner round;
    private final Clock clock;
    private final PastListingPublisher past;
    private final RetrySchedule<AwsAccountRegion> schedule;
    private boolean isPastPublished;

    RegionalInventorySource(
            RegionalResourceLister kind,
            InventoryConfig.Kind config,
            RegionalListingRunner round,
            PastListingPublisher past,
            Clock clock) {
        this.kind = kind;
        this.config = config;
        this.round = round;
        this.past = past;
        this.clock = clock;
        this.schedule = RetrySchedule.nearestPoll(config.interval(), RETRY);
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
        return schedule.pollInterval();
    }

    @Override
    public void prepare() {
        if (kind.isNeededByTrail()) {
            round.expectListings(kind.api());
        }
    }

    @Override
    public void poll() {
        if (!isPastPublished) {
            past.publish(kind);
            isPastPublished = true;
        }
        Instant now = clock.instant();
        round.list(name(), kind.api(), awsAccountRegion -> schedule.isDue(awsAccountRegion, now), this::list)
                .forEach(awsAccountRegion -> schedule.markRead(awsAccountRegion, now));
    }

    private RegionalListingRunner.RegionContent list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        return new RegionalListingRunner.RegionContent(kind.list(awsAccountRegion, listing), Optional.empty());
    }
}
