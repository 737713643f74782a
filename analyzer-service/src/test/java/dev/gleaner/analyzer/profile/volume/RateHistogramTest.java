package dev.gleaner.analyzer.profile.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.test.SeededTest;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateHistogramTest {

    /** Never below the exact percentile, so that nothing is proposed that is too small, and at most 5 % above it. */
    @SeededTest(200)
    void shouldNeverBeBelowThePercentileNorMoreThanFivePercentAboveIt(long seed) {
        Random random = new Random(seed);
        long[] rates = random.longs(1 + random.nextInt(3000), 0, 1L << (1 + random.nextInt(38)))
                .toArray();
        RateHistogram histogram = new RateHistogram();
        LongStream.of(rates).forEach(histogram::add);
        Arrays.sort(rates);

        for (int percent = 1; percent <= 100; percent++) {
            long exact = rates[(rates.length * percent + 99) / 100 - 1];
            assertThat(histogram.percentile(percent)).isBetween(exact, exact + exact / 20);
        }
    }

    @SeededTest(200)
    void shouldBeTheSameAfterItWasStored(long seed) {
        RateHistogram histogram = new RateHistogram();
        new Random(seed).longs(1440, 0, 1L << 50).forEach(histogram::add);

        byte[] row = BinaryRow.encode(1, histogram::write);
        RateHistogram read = BinaryRow.decode(row, 1, RateHistogram::read);

        assertThat(read.count()).isEqualTo(1440);
        for (int percent = 1; percent <= 100; percent++) {
            assertThat(read.percentile(percent)).isEqualTo(histogram.percentile(percent));
        }
        assertThat(row.length).isLessThan(4 * 1000);
    }

    @Test
    void shouldNotTakeWhatIsBeyondItsRangesForSomethingSmaller() {
        RateHistogram histogram = new RateHistogram();
        histogram.add(Long.MAX_VALUE / 2);

        assertThat(histogram.percentile(99)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldHaveNoPercentileOfNothing() {
        assertThatThrownBy(() -> new RateHistogram().percentile(99)).isInstanceOf(IllegalStateException.class);
    }
}
