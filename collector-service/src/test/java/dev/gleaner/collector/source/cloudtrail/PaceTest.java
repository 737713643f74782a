package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration APART = Duration.ofMillis(60);

    private final Pace pace = new Pace(APART);

    @Test
    void shouldKeepCallsApart() {
        long start = System.nanoTime();
        pace.await();
        Duration first = Duration.ofNanos(System.nanoTime() - start);
        pace.await();
        pace.await();

        assertThat(first).isLessThan(APART);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(APART.multipliedBy(2));
    }

    /** What was not used before does not let more pass at once. */
    @Test
    void shouldSaveNothingUp() throws InterruptedException {
        pace.await();
        Thread.sleep(APART.multipliedBy(3).toMillis());

        long start = System.nanoTime();
        pace.await();
        pace.await();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(APART);
    }
}
