package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final String AMERICAN = "us-east-1";
    private static final String FRENCH = "eu-west-3";

    @Test
    void shouldListOnceADay() {
        RetrySchedule<String> schedule = RetrySchedule.nearestPoll(Duration.ofDays(1), Duration.ofHours(1));

        assertThat(schedule.isDue(AMERICAN, NOW)).isTrue();
        schedule.markRead(AMERICAN, NOW);

        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofHours(1)))).isFalse();
        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofHours(23)))).isFalse();
        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofHours(24)))).isTrue();
    }

    /** A look comes some milliseconds sooner or later: else a day would become 25 hours. */
    @Test
    void shouldNotMissATurnByALittle() {
        RetrySchedule<String> schedule = RetrySchedule.nearestPoll(Duration.ofDays(1), Duration.ofHours(1));

        schedule.markRead(AMERICAN, NOW);

        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofHours(24)).minusMillis(50)))
                .isTrue();
    }

    @Test
    void shouldNotBeDueEarlyWhereTheIntervalIsExact() {
        RetrySchedule<String> schedule = RetrySchedule.exact(Duration.ofDays(1), Duration.ofMinutes(10));

        schedule.markRead(AMERICAN, NOW);

        assertThat(schedule.pollInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofDays(1)).minusMillis(1)))
                .isFalse();
        assertThat(schedule.isDue(AMERICAN, NOW.plus(Duration.ofDays(1)))).isTrue();
    }

    @Test
    void shouldTryAgainSoonerWhatFailed() {
        RetrySchedule<String> schedule = RetrySchedule.nearestPoll(Duration.ofDays(1), Duration.ofHours(1));

        schedule.markRead(AMERICAN, NOW);

        assertThat(schedule.pollInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(schedule.isDue(FRENCH, NOW.plus(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void shouldListAtEachLookWhatIsWantedOftenerThanThat() {
        RetrySchedule<String> schedule = RetrySchedule.nearestPoll(Duration.ofSeconds(5), Duration.ofHours(1));

        schedule.markRead(AMERICAN, NOW);

        assertThat(schedule.pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(schedule.isDue(AMERICAN, NOW.plusSeconds(5))).isTrue();
    }
}
