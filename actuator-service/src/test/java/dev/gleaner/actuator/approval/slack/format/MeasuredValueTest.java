package dev.gleaner.actuator.approval.slack.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measured values as people write them. */
class MeasuredValueTest {

    @ParameterizedTest
    @CsvSource({
        "1, cards, 1 card",
        "2, cards, 2 cards",
        "1, requests a month, 1 request a month",
        "0, hours, 0 hours",
        "1, bytes, 1 byte",
        "999, bytes, 999 bytes",
        "18000000000000, bytes, 18 TB",
        "1234567, bytes a second, 1.23 MB a second",
        "9e18, bytes, 9000 PB",
        "1.5, percent, 1.5 %",
        "0.005, percent, 0.01 %",
        "3000, IOPS, 3000 IOPS",
        "1, IOPS, 1 IOPS",
        "100, GiB, 100 GiB"
    })
    void shouldFormat(double value, String unit, String shown) {
        assertThat(MeasuredValue.format(value, unit)).isEqualTo(shown);
    }
}
