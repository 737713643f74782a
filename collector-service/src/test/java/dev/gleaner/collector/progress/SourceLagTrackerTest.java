package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SourceLagTrackerTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SourceLagTracker lag = new SourceLagTracker(registry, Clock.fixed(TEN, ZoneOffset.UTC));

    @Test
    void shouldBeThatOfTheRegionThatIsTheFurthestBehind() {
        lag.advance(new SourceScope("inventory", "1", "us-east-1"), TEN.minusSeconds(5));
        lag.advance(new SourceScope("inventory", "1", "eu-west-3"), TEN.minusSeconds(900));
        lag.advance(new SourceScope("inventory", "2", "eu-west-3"), TEN.minusSeconds(60));

        assertThat(shown("inventory")).isEqualTo(900);

        lag.advance(new SourceScope("inventory", "1", "eu-west-3"), TEN.minusSeconds(30));
        assertThat(shown("inventory")).isEqualTo(60);
    }

    @Test
    void shouldNotGoBack() {
        lag.advance(new SourceScope("gpu", "1", "us-east-1"), TEN.minusSeconds(5));
        lag.advance(new SourceScope("gpu", "1", "us-east-1"), TEN.minusSeconds(50));

        assertThat(shown("gpu")).isEqualTo(5);
    }

    /** EventBridge promises nothing: then it is when it was read. */
    @Test
    void shouldBeTheTimeSinceItWasReadOfWhatPromisesNothing() {
        lag.register("cloudtrail-eventbridge");
        assertThat(shown("cloudtrail-eventbridge")).isNaN();

        lag.markRead("cloudtrail-eventbridge");
        assertThat(shown("cloudtrail-eventbridge")).isZero();
    }

    private double shown(String source) {
        return registry.get("gleaner.collector.lag.seconds")
                .tag("source", source)
                .gauge()
                .value();
    }
}
