package dev.gleaner.systemtests.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

    @Test
    void shouldDistinguishRetainedFromPeakMemory() {
        MemoryReport memoryReport = samples(40, 52, 50, 80, 71, 55, 56, 54);

        assertThat(memoryReport.retained()).isEqualTo(14);
        assertThat(memoryReport.peak()).isEqualTo(40);
    }

    /** Work in progress during one sample is not retained. */
    @Test
    void shouldIgnoreOneHighSample() {
        assertThat(samples(40, 40, 40, 60, 40, 65, 40).retained()).isZero();
    }

    @Test
    void shouldReportShrinking() {
        assertThat(samples(40, 40, 40, 60, 30, 30, 30).retained()).isEqualTo(-10);
    }

    /** Too few samples do not show that the memory is flat. */
    @Test
    void shouldRejectTooFewSamples() {
        assertThatThrownBy(() -> samples(40, 40, 40, 41, 41)).hasMessageContaining("not sampled often enough");
    }

    private static MemoryReport samples(long... live) {
        return new MemoryReport(
                IntStream.range(0, live.length)
                        .mapToObj(i -> new MemorySampler.Sample(
                                i, live[i], LongStream.of(live).sum()))
                        .toList(),
                2,
                live.length);
    }
}
