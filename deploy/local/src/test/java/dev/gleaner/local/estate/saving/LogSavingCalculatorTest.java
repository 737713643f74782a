package dev.gleaner.local.estate.saving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The amounts are computed by hand. */
class LogSavingCalculatorTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    /** A month of 0.36 GB an hour costs 131.40 in Standard and 65.70 in Infrequent Access. 120 GB of 180 days cost 3.60, half of which is old. */
    @ParameterizedTest
    @CsvSource({
        // retention, bytes in five minutes, monthly, low, high
        "30, 30000000, 65.70, 65.70, 65.70",
        "'', 30000000, 1.80, 0.00, 67.50",
        // 43.80 USD a month
        "'', 10000000, 1.80, 0.00, 1.80"
    })
    void shouldAddWhatTheClassSavesToTheHighEstimateOfARetention(
            String retention, long bytes, String monthly, String low, String high) {
        ExpectedSaving saving = group(retention.isEmpty() ? "" : "\"retentionDays\":" + retention + ",", bytes)
                .get("/app");

        assertThat(saving.monthly()).isEqualTo(monthly);
        assertThat(saving.low()).isEqualTo(low);
        assertThat(saving.high()).isEqualTo(high);
    }

    @Test
    void shouldNotKnowWhatAnotherClassSavesOfLittle() {
        assertThat(group("\"retentionDays\":30,", 10_000_000)).isEmpty();
    }

    private static Map<String, ExpectedSaving> group(String retention, long bytes) {
        return savings("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "logGroups":[{"name":"/app","region":"us-east-1","bytes":120000000000,%s"created":"-P180D"}],
                 "series":[{"resource":"/app","metric":"IncomingBytes","shape":{"level":%d}}],
                 "truth":{"open":{"log-retention":["/app"]}}}""".formatted(retention, bytes));
    }

    private static Map<String, ExpectedSaving> savings(String json) {
        Estate estate = EstateFileReader.parse("test", json);
        return ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                .getOrDefault(ExpectedSavingCalculator.LOG_RETENTION, Map.of());
    }
}
