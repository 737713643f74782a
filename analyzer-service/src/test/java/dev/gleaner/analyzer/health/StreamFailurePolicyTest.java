package dev.gleaner.analyzer.health;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.health.StreamFailurePolicy.StreamFailure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;

class StreamFailurePolicyTest {

    private Instant now = Instant.parse("2026-07-01T00:00:00Z");
    private final StreamFailurePolicy failures = new StreamFailurePolicy(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void shouldStopOnceFailuresDoNotEnd() {
        for (int i = 0; i < 5; i++) {
            assertThat(failures.handle(new IllegalStateException("planted"))).isEqualTo(REPLACE_THREAD);
        }

        assertThat(failures.handle(new IllegalStateException("planted"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    /**
     * apache/kafka#20534: a thread stood still for longer than its transaction may last, and its commit then ended the whole
     * application. Now and then that may happen: another thread goes on.
     */
    @Test
    void shouldForgetFailuresOfLongAgo() {
        for (int i = 0; i < 20; i++) {
            assertThat(failures.handle(new IllegalStateException("planted"))).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofMinutes(3));
        }
    }

    @Test
    void shouldStopAtOnceAndNameAFullDiskWhateverIsAroundIt() {
        assertThat(failures.handle(new ProcessorStateException(
                        "flush failed",
                        new RuntimeException(new IOException("IO error: No space left on device: While append")))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertThat(failures.last()).contains(new StreamFailure(now, 1, StateDisk.FULL));
    }

    @Test
    void shouldNameTheFirstCause() {
        failures.handle(new ProcessorStateException("flush failed", new IllegalStateException("planted")));
        failures.handle(new ProcessorStateException("flush failed", new IllegalStateException("planted again")));

        assertThat(failures.last()).contains(new StreamFailure(now, 2, "IllegalStateException: planted again"));
    }
}
