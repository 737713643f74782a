package dev.gleaner.local.estate.saving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The amounts are computed by hand. */
class LogGroupSavingCalculatorTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    /** A month of 0.36 GB an hour costs 131.40 in Standard and 65.70 in Infrequent Access. 120 GB of 180 days cost 3.60, half of which is old. */
    @ParameterizedTest
    @CsvSource({
        // retention, bytes in five minutes, monthly, low, high
        "30, 30000000, 65.70, 0.00, 65.70",
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

    @ParameterizedTest
    @CsvSource({
        // 100 x 10 GiB x 0.023, of the objects that were older than 365 days in the last report that is final
        "logs/, STANDARD, -P700D, 23.00",
        "AWSLogs/, STANDARD, -P700D, 23.00",
        "logs/, STANDARD, -P368D, 23.00",
        "logs/, STANDARD, -P366D, 0.00",
        "data/, STANDARD, -P700D, 0.00"
    })
    void shouldCountWhatIsOlderThanAYear(String prefix, String storageClass, String written, String monthly) {
        assertThat(bucket(prefix, storageClass, written).get("data").monthly()).isEqualTo(monthly);
    }

    @Test
    void shouldNotPriceLogsOfAnotherStorageClass() {
        assertThat(bucket("logs/", "GLACIER_IR", "-P700D")).isEmpty();
    }

    private static Map<String, ExpectedSaving> group(String retention, long bytes) {
        return savings("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "logGroups":[{"name":"/app","region":"us-east-1","bytes":120000000000,%s"created":"-P180D"}],
                 "series":[{"resource":"/app","metric":"IncomingBytes","shape":{"level":%d}}],
                 "truth":{"open":{"log-retention":["/app"]}}}""".formatted(retention, bytes));
    }

    private static Map<String, ExpectedSaving> bucket(String prefix, String storageClass, String written) {
        return savings("""
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"data","region":"us-east-1","prefixes":{"%1$s":["a"]},
                             "inventory":[{"prefix":"%1$s","objects":100,"size":10737418240,"storageClass":"%2$s",
                                           "oldest":"%3$s"}]}],
                 "truth":{"open":{"log-retention":["data"]}}}""".formatted(prefix, storageClass, written));
    }

    private static Map<String, ExpectedSaving> savings(String json) {
        Estate estate = EstateFileReader.parse("test", json);
        return ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                .getOrDefault(ExpectedSavingCalculator.LOG_RETENTION, Map.of());
    }
}
