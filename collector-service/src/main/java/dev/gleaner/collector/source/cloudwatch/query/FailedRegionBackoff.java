package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Leaves a region that failed alone for a while: what CloudWatch answers in part is billed each time. */
final class FailedRegionBackoff {

    private static final Duration MOST = Duration.ofMinutes(10);

    private final Duration pause;
    private final Clock clock;
    private final Map<AwsAccountRegion, Instant> paused = new ConcurrentHashMap<>();

    /** For what is asked for once in this interval. */
    FailedRegionBackoff(Duration interval, Clock clock) {
        this.pause = interval.compareTo(MOST) < 0 ? interval : MOST;
        this.clock = clock;
    }

    boolean isRetryDue(AwsAccountRegion awsAccountRegion) {
        return !clock.instant().isBefore(paused.getOrDefault(awsAccountRegion, Instant.MIN));
    }

    /** Does this, and begins a pause where it fails. */
    void runOrPause(AwsAccountRegion awsAccountRegion, Runnable asking) {
        try {
            asking.run();
        } catch (RuntimeException e) {
            paused.put(awsAccountRegion, clock.instant().plus(pause));
            throw e;
        }
    }
}
