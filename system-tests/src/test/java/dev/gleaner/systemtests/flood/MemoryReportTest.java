package dev.gleaner.systemtests.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

    @Test
    void shouldTellWhatIsKeptFromWhatWasOnlyThereInBetween() {
        MemoryReport memoryReport = looks(40, 52, 50, 80, 71, 55, 56, 54);

        assertThat(memoryReport.retained()).isEqualTo(14);
        assertThat(memoryReport.peak()).isEqualTo(40);
    }

    /** Work under way at one look is nothing that is kept. */
    @Test
    void shouldNotTakeOneHighLookForMore() {
        assertThat(looks(40, 40, 40, 60, 40, 65, 40).retained()).isZero();
    }

    @Test
    void shouldSayThatItKeepsLess() {
        assertThat(looks(40, 40, 40, 60, 30, 30, 30).retained()).isEqualTo(-10);
    }

    /** Nothing seen is not flat. */
    @Test
    void shouldNotTellAnythingByTooFewLooks() {
        assertThatThrownBy(() -> looks(40, 40, 40, 41, 41)).hasMessageContaining("not looked at often enough");
    }

    private static MemoryReport looks(long... live) {
        return new MemoryReport(
                IntStream.range(0, live.length)
                        .mapToObj(i -> new MemorySampler.Sample(
                                i, live[i], LongStream.of(live).sum()))
                        .toList(),
                2,
                live.length);
    }
}
