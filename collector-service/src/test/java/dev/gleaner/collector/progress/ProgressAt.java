package dev.gleaner.collector.progress;

import dev.gleaner.collector.kafka.KafkaPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Progress that a test looks at before it is told to anybody. */
public final class ProgressAt {

    private final Clock clock;
    private final SourceLagTracker lag;
    private final ProgressPublisher owner;

    /** By this clock. */
    public ProgressAt(BackfillTracker backfill, KafkaPublisher publisher, Clock clock) {
        this.clock = clock;
        this.lag = new SourceLagTracker(new SimpleMeterRegistry(), clock);
        this.owner = new ProgressPublisher(
                new Config("collector-of-the-test"), backfill, publisher, lag, new SimpleMeterRegistry(), clock);
    }

    /** To be given to a source. */
    public ProgressPublisher owner() {
        return owner;
    }

    /** Up to when a source is complete in the region where that is longest ago; empty before it told anything. */
    public Optional<Instant> through(String source) {
        double seconds = lag.seconds(source);
        return Double.isNaN(seconds)
                ? Optional.empty()
                : Optional.of(clock.instant().minusMillis(Math.round(seconds * 1000)));
    }

    /** What is configured by default, under a name. */
    public record Config(String name) implements ProgressConfig {
        @Override
        public Duration interval() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration patience() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration repeatedFor() {
            return Duration.ofHours(2);
        }

        @Override
        public Duration statusInterval() {
            return Duration.ofSeconds(15);
        }

        @Override
        public Optional<String> reporter() {
            return Optional.of(name);
        }
    }
}
