package dev.gleaner.collector.source.inventory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

class BucketSizeQueryTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T00:00:00Z");

    private final BucketSizeQuery answer = new BucketSizeQuery(List.of("data", "empty"));

    @Test
    void shouldAskForBytesAndObjectsOfEachBucket() {
        assertThat(answer.queries())
                .extracting(BucketSizeQueryTest::text)
                .containsExactly(
                        "q0 BucketSizeBytes data StandardStorage",
                        "q1 NumberOfObjects data AllStorageTypes",
                        "q2 BucketSizeBytes empty StandardStorage",
                        "q3 NumberOfObjects empty AllStorageTypes");
    }

    /** Whatever the order in which points and pages come; what has no point is not known, which is not nothing. */
    @Test
    void shouldTakeTheNewestOfAllPages() {
        assertThat(answer.sizes(
                        List.of(result("q0", TUESDAY, 300), result("q1", MONDAY, 7), result("q0", MONDAY, 200))))
                .containsOnly(
                        entry("data", new BucketSizeReader.BucketSize(Optional.of(300L), Optional.of(7L))),
                        entry("empty", BucketSizeReader.BucketSize.UNKNOWN));
    }

    @Test
    void shouldRefuseWhatItDidNotAsk() {
        assertThatThrownBy(() -> answer.sizes(List.of(result("q4", MONDAY, 1)))).hasMessageContaining("not requested");
    }

    private static MetricDataResult result(String id, Instant time, double value) {
        return MetricDataResult.builder().id(id).timestamps(time).values(value).build();
    }

    private static String text(MetricDataQuery query) {
        return query.id() + " " + query.metricStat().metric().metricName() + " "
                + query.metricStat().metric().dimensions().get(0).value() + " "
                + query.metricStat().metric().dimensions().get(1).value();
    }
}
