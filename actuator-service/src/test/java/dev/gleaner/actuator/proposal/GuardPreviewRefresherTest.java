package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many evaluations of guards opened findings cause. */
class GuardPreviewRefresherTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final GuardPreviewRefresher.OpenedFindings opened = new GuardPreviewRefresher.OpenedFindings(60);

    @Test
    void shouldTakeSoManyInAMinuteAtMost() {
        long added = IntStream.range(0, 3000)
                .filter(i -> opened.add("fnd-" + i, NOW.plusMillis(i)))
                .count();

        assertThat(added).isEqualTo(60);
        assertThat(opened.take()).hasSize(60);
        assertThat(opened.add("fnd-3001", NOW.plusSeconds(59))).isFalse();
        assertThat(opened.add("fnd-3001", NOW.plusSeconds(60))).isTrue();
        assertThat(opened.take()).containsExactly("fnd-3001");
    }

    @Test
    void shouldCountAFindingOnceThatManyOpen() {
        assertThat(opened.add("fnd-1", NOW)).isTrue();
        assertThat(opened.add("fnd-1", NOW)).isFalse();
        assertThat(opened.take()).containsExactly("fnd-1");
        assertThat(opened.take()).isEmpty();
        assertThat(opened.add("fnd-1", NOW)).isTrue();
    }
}
