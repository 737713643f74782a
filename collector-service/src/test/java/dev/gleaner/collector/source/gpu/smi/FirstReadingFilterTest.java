package dev.gleaner.collector.source.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FirstReadingFilterTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final SmiOutputPublisher.FirstReadingFilter firsts =
            new SmiOutputPublisher.FirstReadingFilter(Duration.ofMinutes(5));

    @Test
    void shouldDropTheFirstReadingOfASeriesWithoutPersistenceMode() {
        assertThat(dropped(off(0), off(15), off(30))).containsExactly(true, false, false);
    }

    @Test
    void shouldBeginANewSeriesAfterAGap() {
        assertThat(dropped(off(0), off(300), off(601), off(602))).containsExactly(true, false, true, false);
    }

    @Test
    void shouldKeepReadingsWithPersistenceModeOrWithoutTellingIt() {
        assertThat(dropped(reading(0, Optional.of(true)), off(15))).containsExactly(false, false);
        assertThat(dropped(reading(1000, Optional.empty()), off(1015))).containsExactly(false, false);
    }

    @Test
    void shouldKnowEachCardOfEachHostByItself() {
        firsts.isFalse("a", off(0));

        assertThat(firsts.isFalse("b", off(15))).isTrue();
        assertThat(firsts.isFalse("a", off(15))).isFalse();
    }

    /** What Kafka did not take is sent again: it has to get the same answer. */
    @Test
    void shouldAnswerTheSameForABodyThatIsSentAgain() {
        List<Boolean> first = dropped(off(0), off(15), off(30));

        assertThat(dropped(off(0), off(15), off(30))).isEqualTo(first);
        assertThat(dropped(off(45))).containsExactly(false);
    }

    @Test
    void shouldTakeOlderReadingsForASeriesOfTheirOwn() {
        dropped(off(3600), off(3615));

        assertThat(dropped(off(0), off(15))).containsExactly(true, false);
    }

    private List<Boolean> dropped(GpuDeviceReading... readings) {
        return Stream.of(readings)
                .map(reading -> firsts.isFalse("host", reading))
                .toList();
    }

    private static GpuDeviceReading off(long second) {
        return reading(second, Optional.of(false));
    }

    private static GpuDeviceReading reading(long second, Optional<Boolean> persistence) {
        CardSample sample = CardSample.newBuilder()
                .setTime(TEN.plusSeconds(second).toEpochMilli())
                .build();
        return new GpuDeviceReading(0, "GPU-a1", "", Optional.empty(), persistence, sample);
    }
}
