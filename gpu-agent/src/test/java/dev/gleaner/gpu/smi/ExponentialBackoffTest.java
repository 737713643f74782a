package dev.gleaner.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExponentialBackoffTest {

    private final ExponentialBackoff backoff = new ExponentialBackoff(Duration.ofSeconds(5));

    @Test
    void shouldWaitLongerUpToItsBoundAndNeverLessThanHalf() {
        for (int most : new int[] {1000, 2000, 4000, 5000, 5000}) {
            assertThat(backoff.next().toMillis()).isBetween(most / 2L, (long) most);
        }
    }

    @Test
    void shouldBeginAnewAfterWhatWentWell() {
        Duration unused = backoff.next();
        unused = backoff.next();
        backoff.reset();

        assertThat(backoff.next().toMillis()).isBetween(500L, 1000L);
    }

    @Test
    void shouldKeepToABoundBelowASecond() {
        assertThat(new ExponentialBackoff(Duration.ofMillis(20)).next().toMillis())
                .isBetween(10L, 20L);
    }
}
