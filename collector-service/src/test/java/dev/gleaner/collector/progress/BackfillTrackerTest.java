package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BackfillTrackerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final BackfillTracker backfill = new BackfillTracker(new ProgressAt.Config("collector-0"), new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    @Test
    void shouldWaitForEachSourceHoweverLongItReads() {
        backfill.register("inventory");
        backfill.register("cloudtrail-s3");
        backfill.markRead("inventory");
        now = now.plus(Duration.ofDays(1));

        assertThat(backfill.isComplete()).isFalse();

        backfill.markRead("cloudtrail-s3");
        assertThat(backfill.isComplete()).isTrue();
    }

    @Test
    void shouldWaitForASourceThatFailsOnlyForAWhile() {
        backfill.register("cloudtrail-s3");
        backfill.recordFailure("cloudtrail-s3");
        now = now.plus(PATIENCE).minusMillis(1);
        backfill.recordFailure("cloudtrail-s3");

        assertThat(backfill.isComplete()).isFalse();

        now = now.plusMillis(1);
        assertThat(backfill.isComplete()).isTrue();
    }

    @Test
    void shouldNotWaitWhereNothingIsRead() {
        assertThat(backfill.isComplete()).isTrue();
    }
}
