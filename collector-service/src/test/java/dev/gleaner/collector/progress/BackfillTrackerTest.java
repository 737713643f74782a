package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackfillTrackerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final BackfillTracker backfill = new BackfillTracker(new ProgressAt.Config("collector-0"), clock);

    @Test
    void shouldWaitForEachSourceHoweverLongItReads() {
        backfill.register("inventory");
        backfill.register("cloudtrail-s3");
        backfill.markRead("inventory");
        clock.advance(Duration.ofDays(1));

        assertThat(backfill.isComplete()).isFalse();

        backfill.markRead("cloudtrail-s3");
        assertThat(backfill.isComplete()).isTrue();
    }

    @Test
    void shouldWaitForASourceThatFailsOnlyForAWhile() {
        backfill.register("cloudtrail-s3");
        backfill.recordFailure("cloudtrail-s3");
        clock.advance(PATIENCE.minusMillis(1));
        backfill.recordFailure("cloudtrail-s3");

        assertThat(backfill.isComplete()).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(backfill.isComplete()).isTrue();
    }

    @Test
    void shouldNotWaitWhereNothingIsRead() {
        assertThat(backfill.isComplete()).isTrue();
    }
}
