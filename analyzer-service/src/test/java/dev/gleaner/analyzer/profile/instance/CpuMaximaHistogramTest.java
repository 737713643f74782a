package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuMaximaHistogramTest {

    /** Whatever the limits of the rules are, also for values close to the ends of buckets. */
    @SeededTest(100)
    void shouldNeverReportLessThanTheExactPercentile(long seed) {
        Random random = new Random(seed);
        HourQuantizer quantizer = new HourQuantizer(
                new HourQuantizer.Limits(new double[0], new double[] {100 * random.nextDouble()}, new double[0]));
        double[] maxima = random.doubles(1 + random.nextInt(400), 0, 100)
                .map(value ->
                        random.nextBoolean() ? value : Math.min(100, 5 * Math.rint(value / 5) + value / 100 - 0.5))
                .map(value -> Math.max(0, value))
                .sorted()
                .toArray();
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        Arrays.stream(maxima).forEach(value -> histogram.add(quantizer.maximum(value)));
        CpuMaximaHistogram stored = stored(histogram);

        for (int percent = 1; percent <= 100; percent++) {
            double exact = maxima[(int) Math.ceil(maxima.length * percent / 100.0) - 1];
            assertThat((double) stored.percentile(percent)).isBetween(exact, exact + 5.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "4.7, 5", "4.8, 10", "5, 10", "99.9, 100", "100, 100", "300, 100"})
    void shouldReportTheUpperEndOfABucket(double maximum, int percentile) {
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        histogram.add(new HourQuantizer(HourQuantizer.Limits.NONE).maximum(maximum));

        assertThat(histogram.percentile(50)).isEqualTo(percentile);
    }

    @Test
    void shouldTakeFewBytes() {
        CpuMaximaHistogram idle = new CpuMaximaHistogram();
        CpuMaximaHistogram spread = new CpuMaximaHistogram();
        for (int period = 0; period < 288; period++) {
            idle.add((byte) (period % 3 == 0 ? 10 : 4));
            spread.add((byte) (period % 200));
        }

        assertThat(encode(new CpuMaximaHistogram())).hasSize(1);
        assertThat(encode(idle)).hasSize(3);
        assertThat(encode(spread)).hasSizeLessThan(20);
    }

    @SeededTest(100)
    void shouldReadWhatItWrote(long seed) {
        Random random = new Random(seed);
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        int first = random.nextInt(0xff);
        int span = 1 + random.nextInt(0xff - first);
        int periods = random.nextInt(3) == 0 ? 288 : random.nextInt(289);
        for (int period = 0; period < periods; period++) {
            histogram.add((byte) (first + random.nextInt(1 + random.nextInt(span))));
        }

        assertThat(stored(histogram)).usingRecursiveComparison().isEqualTo(histogram);
    }

    @Test
    void shouldHaveNoPercentileOfNothing() {
        assertThatThrownBy(() -> new CpuMaximaHistogram().percentile(50)).isInstanceOf(IllegalStateException.class);
    }

    private static CpuMaximaHistogram stored(CpuMaximaHistogram histogram) {
        return CpuMaximaHistogram.read(RowBuffer.of(encode(histogram)));
    }

    private static byte[] encode(CpuMaximaHistogram histogram) {
        RowBuffer row = RowBuffer.ofSize(0);
        histogram.write(row);
        row.endBits();
        return row.toBytes();
    }
}
