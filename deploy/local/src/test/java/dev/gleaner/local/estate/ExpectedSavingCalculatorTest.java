package dev.gleaner.local.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.generator.EstateGenerator;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The amounts are computed by hand. */
class ExpectedSavingCalculatorTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    @Test
    void shouldKnowWhatTheGeneratedEstateSaves() {
        Map<String, Map<String, ExpectedSaving>> savings = ExpectedSavingCalculator.of(EstateGenerator.small(42), END);

        Map<String, ExpectedSaving> forgotten = savings.get(ExpectedSavingCalculator.FORGOTTEN_STORAGE);
        assertThat(forgotten.keySet())
                .containsExactly(
                        "claim-of-a-job",
                        "deleted-disk",
                        "never-attached",
                        "old-dataset",
                        "old-dataset-copy",
                        "old-gateway-ip",
                        "reserved-ip");
        // 500 x 0.08; a snapshot costs 500 x 0.05
        assertSaving(forgotten.get("old-dataset"), "40.00", "15.00");
        // 200 x 0.08 + 3,000 x 0.005 + 125 x 0.04; a snapshot costs 200 x 0.05
        assertSaving(forgotten.get("never-attached"), "36.00", "26.00");
        // 0.005 x 730
        assertSaving(forgotten.get("reserved-ip"), "3.65", "3.65");
        // 500 x 0.05
        assertSaving(forgotten.get("old-dataset-copy"), "25.00", "0.00");
        Map<String, ExpectedSaving> types = savings.get(ExpectedSavingCalculator.OLD_VOLUME_TYPE);
        // 1,000 x (0.10 - 0.08) - 125 x 0.04
        assertSaving(types.get("feature-index"), "15.00", "15.00");
        // 4,000 x (0.10 - 0.08) - 9,000 x 0.005 - 125 x 0.04
        assertSaving(types.get("model-cache"), "30.00", "30.00");
        Map<String, ExpectedSaving> logs = savings.get(ExpectedSavingCalculator.LOG_RETENTION);
        // 900 x 0.03 x (1 - 90 / 700)
        assertSaving(logs.get("/ml/training/debug"), "23.53", "0.00");
        // 400 x 0.03 x (1 - 90 / 365)
        assertSaving(logs.get("/ecs/ranker"), "9.04", "0.00");
    }

    @Test
    void shouldNotKnowWhatHasNoPriceOrAnotherRule() {
        Map<String, Map<String, ExpectedSaving>> savings = ExpectedSavingCalculator.of(EstateGenerator.small(42), END);

        assertThat(savings.keySet())
                .containsExactly(
                        ExpectedSavingCalculator.FORGOTTEN_STORAGE,
                        ExpectedSavingCalculator.LOG_RETENTION,
                        ExpectedSavingCalculator.OLD_VOLUME_TYPE);
        assertThat(EstateGenerator.small(42).truth().open().get(ExpectedSavingCalculator.FORGOTTEN_STORAGE))
                .contains("paris-archive");
        assertThat(savings.get(ExpectedSavingCalculator.FORGOTTEN_STORAGE)).doesNotContainKey("paris-archive");
    }

    @ParameterizedTest
    @CsvSource({
        // size, saving: throughput is that of the larger type up to 170 GiB, and beyond
        "170, 3.28",
        "171, -1.58",
        "300, 1.00",
        "1000, 15.00",
        "1001, 15.01",
        // 16,000 IOPS from 5,334 GiB on
        "5334, 36.68",
        "16384, 257.68"
    })
    void shouldCompareVolumesOfTheSamePerformance(int size, String monthly) {
        assertThat(ofVolume("gp2", size, "old-volume-type").monthly()).isEqualTo(monthly);
    }

    @Test
    void shouldNotPriceTypesThatAreNotInTheTable() {
        assertThat(ExpectedSavingCalculator.of(estate("st1", 500, "forgotten-storage"), END))
                .isEmpty();
    }

    private static ExpectedSaving ofVolume(String type, int size, String rule) {
        return ExpectedSavingCalculator.of(estate(type, size, rule), END)
                .get(rule)
                .get("v");
    }

    private static Estate estate(String type, int size, String rule) {
        return EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","type":"%s","size":%d,"created":"-P100D"}],
                 "truth":{"open":{"%s":["v"]}}}""".formatted(type, size, rule));
    }

    private static void assertSaving(ExpectedSaving saving, String monthly, String low) {
        assertThat(saving.monthly()).isEqualTo(monthly);
        assertThat(saving.low()).isEqualTo(low);
        assertThat(saving.high()).isEqualTo(monthly);
    }
}
