package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryScheduleTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void shouldAskOnceADayForWholeHoursThatHaveSettled() {
        Optional<Instant> last = Optional.of(MIDNIGHT.minus(Duration.ofDays(1)));

        assertThat(at(9).isDue(last)).isFalse();
        assertThat(at(10).isDue(last)).isTrue();
        assertThat(at(9).until()).isEqualTo(MIDNIGHT.minus(Duration.ofHours(1)));
        assertThat(at(10).until()).isEqualTo(MIDNIGHT);
        assertThat(at(10).from(last)).isEqualTo(last.get());
        assertThat(at(11).isDue(Optional.of(MIDNIGHT))).isFalse();
        assertThat(at(24 * 60 + 9).isDue(Optional.of(MIDNIGHT))).isFalse();
        assertThat(at(24 * 60 + 10).isDue(Optional.of(MIDNIGHT))).isTrue();
    }

    @Test
    void shouldAskAtOnceForTheDaysOfWhoIsNew() {
        assertThat(at(15 * 60 + 33).isDue(Optional.empty())).isTrue();
        assertThat(at(15 * 60 + 33).until()).isEqualTo(MIDNIGHT.plus(Duration.ofHours(15)));
        assertThat(at(15 * 60 + 33).from(Optional.empty())).isEqualTo(MIDNIGHT.minus(Duration.ofDays(14)));
    }

    /** CloudWatch counts periods from the begin of the requested time. */
    @Test
    void shouldBeginWithAWholeHourHoweverOftenItAsks() {
        Instant now = MIDNIGHT.plus(Duration.ofMinutes(26));

        for (Duration interval : List.of(Duration.ofMinutes(1), Duration.ofMinutes(90), Duration.ofHours(1))) {
            assertThat(new ListedResourceMetricsSource.QuerySchedule(interval, 14, now).from(Optional.empty()))
                    .isEqualTo(Instant.parse("2026-02-15T00:00:00Z"));
        }
    }

    /** Who came in the afternoon has its turn with all others. */
    @Test
    void shouldAskAgainAtTheNextTurn() {
        Optional<Instant> last = Optional.of(MIDNIGHT.plus(Duration.ofHours(15)));

        assertThat(at(23 * 60).isDue(last)).isFalse();
        assertThat(at(24 * 60 + 10).isDue(last)).isTrue();
        assertThat(at(24 * 60 + 10).from(last)).isEqualTo(last.get());
    }

    private static ListedResourceMetricsSource.QuerySchedule at(int minutes) {
        return new ListedResourceMetricsSource.QuerySchedule(
                Duration.ofDays(1), 14, MIDNIGHT.plus(Duration.ofMinutes(minutes)));
    }
}
