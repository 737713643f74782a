package dev.gleaner.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MinuteSplitterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00.250Z"), ZoneOffset.UTC);

    private final MinuteSplitter cut = new MinuteSplitter(CLOCK);

    @Test
    void shouldReturnAMinuteWithTheHeaderOnceItIsOver() {
        assertThat(cut.hasBegun()).isFalse();
        assertThat(cut.add("timestamp, uuid")).isEmpty();
        assertThat(cut.hasBegun()).isTrue();
        assertThat(cut.add("2026/03/01 10:00:45.000, GPU-a1")).isEmpty();
        assertThat(cut.add("2026/03/01 10:00:59.999, GPU-a1")).isEmpty();
        assertThat(cut.add("2026/03/01 10:01:00.000, GPU-a1"))
                .contains("timestamp, uuid\n2026/03/01 10:00:45.000, GPU-a1\n2026/03/01 10:00:59.999, GPU-a1\n");
        assertThat(cut.rest()).contains("timestamp, uuid\n2026/03/01 10:01:00.000, GPU-a1\n");
        assertThat(cut.rest()).isEmpty();
    }

    @Test
    void shouldGiveTheTimeWhereNvidiaSmiDoesNot() {
        cut.add("uuid, utilization.gpu [%]");
        cut.add("GPU-a1, 5 %");

        assertThat(cut.rest()).contains("timestamp, uuid, utilization.gpu [%]\n2026/03/01 10:00:00.250, GPU-a1, 5 %\n");
    }
}
