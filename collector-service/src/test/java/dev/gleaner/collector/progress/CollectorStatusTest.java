package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CollectorStatusTest {

    private static final Instant LAST = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    @Test
    void shouldNameACollectorWhoseProgressIsNotPublished() {
        assertThat(CollectorStatus.problem(LAST, LAST.plusSeconds(299), INTERVAL))
                .isEmpty();
        assertThat(CollectorStatus.problem(LAST, LAST.plusSeconds(300), INTERVAL))
                .contains("it has not published its progress since 2026-03-01T12:00:00Z");
    }
}
