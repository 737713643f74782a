package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each region of each account is listed again. Where it failed that is sooner than where it did not, but not at each
 * minute: who does not let us in will not do so a minute later, and such a call counts in the limits of the account, too.
 */
final class ListingSchedule {

    private static final Duration RETRY = Duration.ofHours(1);

    private final Duration interval;
    private final Map<AwsAccountRegion, Instant> markListed = new ConcurrentHashMap<>();

    ListingSchedule(Duration interval) {
        this.interval = interval;
    }

    /** Time from one look at who is due to the next. */
    Duration pollInterval() {
        return interval.compareTo(RETRY) < 0 ? interval : RETRY;
    }

    /** Whether its turn has come, or would come before half of the time to the next look is over. */
    boolean isDue(AwsAccountRegion awsAccountRegion, Instant now) {
        Instant last = markListed.get(awsAccountRegion);
        return last == null || !now.plus(pollInterval().dividedBy(2)).isBefore(last.plus(interval));
    }

    /** It has been listed, all of it. */
    void markListed(AwsAccountRegion awsAccountRegion, Instant time) {
        markListed.put(awsAccountRegion, time);
    }
}
