package dev.gleaner.actuator.approval.slack.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What everybody may know of Slack. */
class SlackHealthTest {

    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = EARLIER.plusSeconds(60);

    @Test
    void shouldTellThatSlackFailsAndNotWhatItSaid() {
        assertThat(data(Optional.of(EARLIER), Optional.of(LATER)))
                .containsOnlyKeys("configured", "failing", "waiting", "lagSeconds", "lastSuccess", "lastFailure")
                .containsEntry("failing", true)
                .containsEntry("waiting", 3L);
        assertThat(data(Optional.empty(), Optional.of(LATER))).containsEntry("failing", true);
    }

    @Test
    void shouldTellThatSlackIsBack() {
        assertThat(data(Optional.of(LATER), Optional.of(EARLIER))).containsEntry("failing", false);
        assertThat(data(Optional.empty(), Optional.empty())).containsEntry("failing", false);
    }

    private static Map<String, Object> data(Optional<Instant> succeeded, Optional<Instant> failed) {
        return SlackStatus.Health.of(true, new SlackStatus.Snapshot(succeeded, failed, 3, 7.2))
                .getData()
                .orElseThrow();
    }
}
