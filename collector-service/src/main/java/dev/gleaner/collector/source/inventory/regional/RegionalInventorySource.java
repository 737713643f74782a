package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.RetrySchedule;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.RegionalListingRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lists one kind of resource in every account and configured region. */
final class RegionalInventorySource implements PolledSource {

    private static final Duration RETRY = Duration.ofHours(1);

    private final KindListing kind;
    private final ReadingConfig config;
    private final RegionalListingRunner round;
    private final AccessDeniedRecorder denied;
    private final Clock clock;
    private final PastListingPublisher past;
    private final RetrySchedule<AwsAccountRegion> schedule;
    private boolean isPastPublished;

    RegionalInventorySource(
            KindListing kind,
            ReadingConfig config,
            RegionalListingRunner round,
            PastListingPublisher past,
            SourceMeters meters,
            Clock clock) {
        this.kind = kind;
        this.config = config;
        this.round = round;
        this.past = past;
        this.denied = new AccessDeniedRecorder(kind.source(), meters::unavailable);
        this.clock = clock;
        this.schedule = RetrySchedule.nearestPoll(config.interval(), RETRY);
    }

    @Override
    public Polling polling() {
        return new Polling(kind.source(), config.enabled() && round.isEnabled(), schedule.pollInterval());
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
        round.list(
                        kind.source(),
                        kind.api(),
                        awsAccountRegion -> schedule.isDue(awsAccountRegion, now),
                        (awsAccountRegion, listing) -> kind.list(awsAccountRegion, listing, denied))
                .forEach(awsAccountRegion -> schedule.markRead(awsAccountRegion, now));
    }
}
