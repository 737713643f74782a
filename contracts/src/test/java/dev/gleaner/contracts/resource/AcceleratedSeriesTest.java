package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceleratedSeriesTest {

    @ParameterizedTest
    @CsvSource({
        "inf2.xlarge, true",
        "ml.inf2.xlarge, true",
        "trn1n.32xlarge, true",
        "vt1.3xlarge, true",
        "f2.6xlarge, true",
        "dl2q.24xlarge, true",
        "gr6.4xlarge, true",
        "p4d.24xlarge, true",
        "G5.XLARGE, true",
        "m5.large, false",
        "ml.m5.large, false",
        "i4i.large, false",
        "u-6tb1.metal, false",
        "'', false"
    })
    void shouldKnowATypeByTheLettersBeforeItsGeneration(String type, boolean isIncluded) {
        assertThat(AcceleratedSeries.hasType(type)).isEqualTo(isIncluded);
    }
}
