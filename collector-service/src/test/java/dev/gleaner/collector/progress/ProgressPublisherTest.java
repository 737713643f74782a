package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressPublisherTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    private static final SourceScope STRETCH = new SourceScope("cloudtrail-folder", "111122223333", "us-east-1");

    private final SourceLagTracker lag = new SourceLagTracker(new SimpleMeterRegistry(), CLOCK);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProgressPublisher progress =
            new ProgressPublisher(new ProgressAt.Config("collector-0"), null, null, lag, registry, CLOCK);

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

    /** Lag is what a person sees: it must not show as complete what waits to be repeated. */
    @Test
    void shouldShowHowFarBehindAndHowManyItIsWhileADeliveryIsOutstanding() {
        SourceScope stream = new SourceScope("metric-stream", "111122223333", "us-east-1");
        Instant oldest = CLOCK.instant().minusSeconds(3600);
        PushedDelivery delivery =
                new PushedDelivery("metric-stream", "request-1", Optional.empty(), Map.of(stream, oldest));
        Duration settling = Duration.ofMinutes(10);

        try (ProgressPublisher.Receipt receipt = progress.receive(delivery)) {
            assertThat(receipt).isNotNull();
        }
        progress.advanceShared(stream, CLOCK.instant(), settling);

        assertThat(lag.seconds("metric-stream")).isEqualTo(3600.001);
        assertThat(registry.get("gleaner.collector.outstanding").gauge().value())
                .isEqualTo(1);

        try (ProgressPublisher.Receipt receipt = progress.receive(delivery)) {
            progress.advanceShared(stream, oldest, settling);
            receipt.taken();
        }
        progress.advanceShared(stream, CLOCK.instant(), settling);

        assertThat(lag.seconds("metric-stream")).isEqualTo(600);
        assertThat(registry.get("gleaner.collector.outstanding").gauge().value())
                .isZero();
    }
}
