package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.test.SeededTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourQuantizerTest {

    @SeededTest(100)
    void shouldCompareWithEachLimitAsTheExactValueDoes(long seed) {
        Random random = new Random(seed);
        double mean = 21 + 70 * random.nextDouble();
        double maximum = 51 + 40 * random.nextDouble();
        double bytes = 6_000_000 * Math.exp(15 * random.nextDouble());
        HourQuantizer quantizer = new HourQuantizer(new HourQuantizer.Limits(
                new double[] {mean, 20}, new double[] {maximum, 50}, new double[] {bytes, 5_000_000}));

        for (int i = 0; i < 1000; i++) {
            double closeMean = Math.max(0, close(i % 2 == 0 ? mean : 20, random));
            double closeMaximum = Math.max(0, close(i % 2 == 0 ? maximum : 50, random));
            long closeBytes = Math.round(Math.max(0, close(i % 2 == 0 ? bytes : 5_000_000, random)));
            double storedMean = HourQuantizer.toMean(quantizer.mean(closeMean));
            double storedBusiest = HourQuantizer.toMaximum(quantizer.busiest(closeMean));
            double storedMaximum = HourQuantizer.toMaximum(quantizer.maximum(closeMaximum));
            double storedBytes = HourQuantizer.toBytes(quantizer.bytes(closeBytes));

            assertThat(storedMean >= mean).isEqualTo(closeMean >= mean);
            assertThat(storedMean >= 20).isEqualTo(closeMean >= 20);
            assertThat(storedBusiest >= mean).isEqualTo(closeMean >= mean);
            assertThat(storedBusiest >= 20).isEqualTo(closeMean >= 20);
            assertThat(storedMaximum >= maximum).isEqualTo(closeMaximum >= maximum);
            assertThat(storedMaximum >= 50).isEqualTo(closeMaximum >= 50);
            assertThat(storedBytes >= bytes).isEqualTo(closeBytes >= bytes);
            assertThat(storedBytes >= 5_000_000).isEqualTo(closeBytes >= 5_000_000);
            assertThat(storedMean).isCloseTo(closeMean, within(0.002));
            assertThat(storedBusiest).isCloseTo(closeMean, within(0.5));
            assertThat(storedMaximum).isCloseTo(closeMaximum, within(0.5));
            assertThat(storedBytes).isCloseTo(closeBytes, within(closeBytes / 1000.0));
        }
    }

    @Test
    void shouldKeepSmallNumbersOfBytesExactlyAndNeverFallWithMoreBytes() {
        HourQuantizer quantizer = new HourQuantizer(HourQuantizer.Limits.NONE);

        for (int bytes = 0; bytes < 2048; bytes++) {
            assertThat(HourQuantizer.toBytes(quantizer.bytes(bytes))).isEqualTo(bytes);
        }
        char before = 0;
        for (long bytes = 1; bytes > 0 && bytes < 1L << 60; bytes += 1 + bytes / 3000) {
            char code = quantizer.bytes(bytes);
            assertThat(code).isGreaterThanOrEqualTo(before).isLessThan(HourQuantizer.ABSENT);
            assertThat(HourQuantizer.toBytes(code)).isCloseTo(bytes, within(bytes / 2000.0));
            before = code;
        }
    }

    @Test
    void shouldKeepWhatIsBeyondTheLargestCodeAsTheLargestOne() {
        HourQuantizer quantizer = new HourQuantizer(HourQuantizer.Limits.NONE);

        assertThat(quantizer.mean(1e9)).isNotEqualTo(HourQuantizer.ABSENT);
        assertThat(quantizer.maximum(1e9)).isNotEqualTo(HourQuantizer.ABSENT_MAXIMUM);
        assertThat(quantizer.bytes(Long.MAX_VALUE)).isNotEqualTo(HourQuantizer.ABSENT);
    }

    /** Within a few steps of the coarsest grid, on it, or exactly at the limit. */
    private static double close(double limit, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> limit;
            case 1 -> Math.nextDown(limit);
            case 2 -> limit * (1 + 0.001 * random.nextGaussian());
            default -> limit + random.nextGaussian();
        };
    }
}
