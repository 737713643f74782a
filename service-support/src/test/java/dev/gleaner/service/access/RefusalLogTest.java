package dev.gleaner.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    private final List<String> lines = new ArrayList<>();
    private final SetClock clock = new SetClock();
    private final RefusalLog log = new RefusalLog(clock, lines::add);

    @Test
    void shouldSayTheFirstAndThenHowManyMoreInAMinute() {
        for (int i = 0; i < 1000; i++) {
            log.logRefusal("no");
        }
        assertThat(lines).containsExactly("no");

        clock.now = clock.now.plus(Duration.ofMinutes(1));
        log.logRefusal("no again");
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        log.logRefusal("no once more");

        assertThat(lines)
                .containsExactly("no", "no again; 999 more were refused since the last such line", "no once more");
    }

    @Test
    void shouldNotFallSilentWhenTheClockIsPutBack() {
        log.logRefusal("no");
        clock.now = clock.now.minus(Duration.ofHours(1));
        log.logRefusal("no in winter time");

        assertThat(lines).containsExactly("no", "no in winter time");
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
