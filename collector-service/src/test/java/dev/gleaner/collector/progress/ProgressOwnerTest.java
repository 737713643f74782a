package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProgressOwnerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    private static final Stretch STRETCH = new Stretch("cloudtrail-folder", "111122223333", "us-east-1");

    private final Lag lag = new Lag(new SimpleMeterRegistry(), CLOCK);
    private final ProgressOwner progress = new ProgressOwner(null, null, lag, CLOCK);

    /** Progress never goes back: no hour before it would ever be open again. */
    @Test
    void shouldRefuseProgressThatLiesAheadOfTheClock() {
        progress.advance(STRETCH, CLOCK.instant().minusSeconds(900));
        progress.advance(STRETCH, CLOCK.instant().plusSeconds(601));

        assertThat(lag.seconds(STRETCH.source())).isEqualTo(900);
    }

    @Test
    void shouldTakeProgressByAClockThatIsALittleFast() {
        progress.advance(STRETCH, CLOCK.instant().plusSeconds(600));

        assertThat(lag.seconds(STRETCH.source())).isEqualTo(-600);
    }
}
