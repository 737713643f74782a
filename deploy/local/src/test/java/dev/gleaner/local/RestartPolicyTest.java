package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void shouldWaitLongerEachTime() {
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plusSeconds(2));
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plusSeconds(4));
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plusSeconds(8));
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plusSeconds(16));
        assertThat(policy.nextRestart("analyzer", NOW)).isEqualTo(NOW.plus(RestartPolicy.WINDOW));
        assertThat(policy.nextRestart("actuator", NOW)).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void shouldForgetWhatWasLongAgo() {
        for (int ends = 0; ends < RestartPolicy.LIMIT; ends++) {
            policy.nextRestart("analyzer", NOW.plusSeconds(ends));
        }

        Instant later = NOW.plus(RestartPolicy.WINDOW).plusSeconds(3);
        assertThat(policy.nextRestart("analyzer", later)).isEqualTo(later.plusSeconds(4));
    }
}
