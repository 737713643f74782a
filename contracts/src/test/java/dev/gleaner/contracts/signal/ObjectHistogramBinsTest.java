package dev.gleaner.contracts.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectHistogramBinsTest {

    /** What was counted by other steps could not be added to what is counted by these. */
    @Test
    void shouldKeepItsSteps() {
        assertThat(ObjectHistogramBins.ageSteps())
                .containsExactly(
                        1,
                        3,
                        7,
                        14,
                        30,
                        60,
                        90,
                        120,
                        150,
                        180,
                        270,
                        365,
                        545,
                        730,
                        1095,
                        1825,
                        3650,
                        Integer.MAX_VALUE);
        assertThat(ObjectHistogramBins.SIZE_BINS).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "0, 1",
        "1, 3",
        "29, 30",
        "30, 60",
        "3649, 3650",
        "3650, 2147483647",
        "9223372036854775807, 2147483647"
    })
    void shouldCountAnAgeBelowItsStep(long days, int step) {
        assertThat(ObjectHistogramBins.ageSteps().get(ObjectHistogramBins.ageBinOf(days)))
                .isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "131071, 17", "131072, 18", "50000000000000, 46", "9223372036854775807, 47"})
    void shouldCountASizeBelowItsPowerOfTwo(long bytes, int bits) {
        assertThat(ObjectHistogramBins.sizeBinOf(bytes)).isEqualTo(bits);
    }
}
