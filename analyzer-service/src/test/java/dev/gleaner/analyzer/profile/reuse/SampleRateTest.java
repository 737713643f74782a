package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleRateTest {

    /** Log-normal sizes, of which a sample of the same number chosen without regard to sizes would have an error of 3 percent by bytes. */
    @Test
    void shouldStandForAllObjectsAndBytes() {
        Random random = new Random(11);
        SampleRate rate = new SampleRate(0.005, 0.005 / 1_540_000);
        double objects = 0;
        double bytes = 0;
        double sampledObjects = 0;
        double sampledBytes = 0;
        int sampled = 0;
        for (int object = 0; object < 2_000_000; object++) {
            long size = (long) (500_000 * Math.exp(1.5 * random.nextGaussian()));
            objects++;
            bytes += size;
            if (rate.includes(random.nextLong(), size)) {
                sampled++;
                sampledObjects += rate.weight(size);
                sampledBytes += rate.weight(size) * size;
            }
        }

        assertThat(sampled).isBetween(19_000, 21_000);
        assertThat(sampledObjects).isCloseTo(objects, withinPercentage(2));
        assertThat(sampledBytes).isCloseTo(bytes, withinPercentage(2));
    }

    @Test
    void shouldIncludeEveryObjectAtFirst() {
        assertThat(SampleRate.EVERYTHING.includes(-1L, 0)).isTrue();
        assertThat(SampleRate.EVERYTHING.weight(0)).isEqualTo(1);
        assertThat(SampleRate.EVERYTHING.units(Long.MAX_VALUE)).isEqualTo(SampleRate.UNITS);
    }

    @Test
    void shouldIncludeThoseThatItIncludedBeforeOnlyIfItFalls() {
        Random random = new Random(5);
        SampleRate before = new SampleRate(0.3, 1e-4);
        SampleRate after = before.atMost(0.1, 1).times(0.9);
        for (int object = 0; object < 100_000; object++) {
            long hash = random.nextLong();
            long size = random.nextInt(5000);
            if (after.includes(hash, size)) {
                assertThat(before.includes(hash, size)).isTrue();
            }
            assertThat(after.weight(size)).isGreaterThanOrEqualTo(before.weight(size));
        }
        assertThat(after.perByte()).isEqualTo(0.9e-4);
    }
}
