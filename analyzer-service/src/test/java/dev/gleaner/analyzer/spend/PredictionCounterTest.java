package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.spend.SpendRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PredictionCounterTest {

    private static final Instant NINE = Instant.parse("2026-10-10T09:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-10-10");
    private static final String ENDPOINT = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker";

    private final PublishedSpend published = new PublishedSpend();
    private final InMemoryStateStore store = new InMemoryStateStore();
    private BillEvaluator evaluator = new BillEvaluator(store, SpendSettings.defaults(), published);

    @Test
    void shouldCountEachReportOnce() throws MalformedSignalException {
        report("a", 100, NINE);
        report("b", 20, NINE);
        report("a", 100, NINE);
        report("c", 3, NINE.minusSeconds(86_400));

        assertThat(days("reported"))
                .containsExactly(
                        new SpendRecord.Predictions.DayCount(DAY.minusDays(1), 3L, null, 7L),
                        new SpendRecord.Predictions.DayCount(DAY, 120L, null, 14L));
    }

    @Test
    void shouldCountTheInvocationsOfEndpointsForTheServiceOfTheirTags() throws MalformedSignalException {
        invocations("main", 9 - 24, 1);
        invocations("main", 9, 50);
        invocations("main", 10, 5);
        invocations("canary", 9, 1);
        evaluator.refresh();
        evaluator.publishPredictions();
        assertThat(published.records()).isEmpty();

        evaluator.accept(Signal.newBuilder()
                .setResource(ENDPOINT)
                .setObservedAt(NINE.toEpochMilli())
                .setInventory(Inventory.newBuilder().putTags("service", "ranker"))
                .build());
        invocations("main", 10, 6);
        complete(NINE.plusSeconds(15 * 3600).minusMillis(1));

        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 57L, null, null));
    }

    /** As the collector publishes them: the tag names the service, or the project where none does. */
    @Test
    void shouldCountRequestsOfLoadBalancersAndTokensOfBedrock() throws MalformedSignalException {
        String balancer = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/front/0123456789abcdef";
        String profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/p24qm5pye2qr";
        tagged(balancer, "service");
        tagged(profile, "project");
        measured(balancer, "AWS/ApplicationELB RequestCount", NINE.minusSeconds(86_400), 1);
        measured(balancer, "AWS/ApplicationELB RequestCount", NINE, 5210);
        measured(profile, "AWS/Bedrock Invocations", NINE.minusSeconds(86_400), 1);
        measured(profile, "AWS/Bedrock Invocations", NINE, 3);
        measured(profile, "AWS/Bedrock InputTokenCount", NINE, 900);
        measured(profile, "AWS/Bedrock OutputTokenCount", NINE, 70);
        complete(NINE.plusSeconds(15 * 3600).minusMillis(1));

        assertThat(days("load-balancer")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 5210L, null, null));
        assertThat(days("bedrock")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 3L, 900L, 70L));
    }

    @Test
    void shouldCountTheInvocationsOfWholeDays() throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(ENDPOINT)
                .setObservedAt(NINE.minusSeconds(86_400).toEpochMilli())
                .setInventory(Inventory.newBuilder().putTags("service", "ranker"))
                .build());
        invocations("main", 9 - 48, 3);
        invocations("main", 9 - 24, 40);
        invocations("main", 9, 50);

        complete(NINE.plusSeconds(14 * 3600));
        assertThat(days("sagemaker"))
                .containsExactly(new SpendRecord.Predictions.DayCount(DAY.minusDays(1), 40L, null, null));

        complete(NINE.plusSeconds(16 * 3600));
        invocations("main", 10 - 24, 2);
        assertThat(days("sagemaker"))
                .containsExactly(
                        new SpendRecord.Predictions.DayCount(DAY.minusDays(1), 42L, null, null),
                        new SpendRecord.Predictions.DayCount(DAY, 50L, null, null));
    }

    @Test
    void shouldRememberWhichDaysAreWhole() throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(ENDPOINT)
                .setObservedAt(NINE.toEpochMilli())
                .setInventory(Inventory.newBuilder().putTags("service", "ranker"))
                .build());
        complete(NINE.plusSeconds(16 * 3600));

        invocations("main", 9 - 24, 3);

        evaluator = new BillEvaluator(store, SpendSettings.defaults(), published);
        invocations("main", 9, 50);

        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 50L, null, null));
    }

    /** The collector asks from within a day: the rest of that day would make each prediction seem dearer. */
    @Test
    void shouldNotCountTheDayFromWithinWhichAResourceIsMeasured() throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(ENDPOINT)
                .setObservedAt(NINE.minusSeconds(2 * 86_400).toEpochMilli())
                .setInventory(Inventory.newBuilder().putTags("service", "ranker"))
                .build());
        complete(NINE.plusSeconds(16 * 3600));
        invocations("main", 9, 50);
        invocations("canary", 9 - 24, 7);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 50L, null, null));

        invocations("main", 9 - 48, 3);
        assertThat(days("sagemaker"))
                .containsExactly(
                        new SpendRecord.Predictions.DayCount(DAY.minusDays(1), 7L, null, null),
                        new SpendRecord.Predictions.DayCount(DAY, 50L, null, null));
    }

    /** One row a day is enough once nothing of it changes any more. */
    @Test
    void shouldAddUpTheHoursOfADayThatHasBeenWholeForAWeek() throws MalformedSignalException {
        tagged(ENDPOINT, "service");
        complete(NINE);
        invocations("main", 9 - 24, 1);
        invocations("main", 9, 50);
        invocations("main", 10, 5);
        complete(NINE.plusSeconds(15 * 3600 + 6 * 86_400));
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 55L, null, null));
        invocations("main", 10, 6);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 56L, null, null));

        complete(NINE.plusSeconds(15 * 3600 + 7 * 86_400));
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 56L, null, null));
        invocations("main", 10, 7);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 56L, null, null));

        evaluator = new BillEvaluator(store, SpendSettings.defaults(), published);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 56L, null, null));
        store.scan(
                "n\n" + ENDPOINT + "/variant/main\n" + DAY.toEpochDay(),
                (key, row) -> assertThat(new String(row, StandardCharsets.UTF_8))
                        .startsWith("{\"SAGEMAKER_INVOCATIONS|all\":{\"predictions\":56,"));
    }

    /** Its history comes in several parts, after the progress of its source. */
    @Test
    void shouldTakeTheHistoryOfAResourceThatIsListedLate() throws MalformedSignalException {
        tagged(ENDPOINT, "service");
        complete(NINE);
        complete(NINE.plusSeconds(15 * 3600 + 20 * 86_400));
        invocations("main", 9 - 24, 1);
        invocations("main", 9, 50);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 50L, null, null));

        invocations("main", 10, 5);
        assertThat(days("sagemaker")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 55L, null, null));
    }

    @Test
    void shouldDeleteTheCountsOfOldMonthsAndLeaveWhatWasPublished() throws MalformedSignalException {
        evaluator = new BillEvaluator(
                store,
                new SpendSettings(BillCategoryTable.read(Optional.empty()), "service", 2, Duration.ofSeconds(20)),
                published);
        report("a", 100, NINE.minusSeconds(45 * 86_400));
        assertThat(published()).isEmpty();
        evaluator.publishPredictions();
        report("b", 20, NINE);
        evaluator.publishPredictions();
        evaluator.publishPredictions();

        assertThat(published()).containsExactly("2026-08-01", "2026-10-01");
        List<String> rows = new ArrayList<>();
        store.scan("u\n", (key, row) -> rows.add(key));
        store.scan("v\n", (key, row) -> rows.add(key.substring(0, key.lastIndexOf('\n'))));
        assertThat(rows).containsExactly("u\nranker\n" + DAY.toEpochDay(), "v\nranker\n" + DAY.toEpochDay());
        assertThatThrownBy(() -> report("c", 1, NINE.minusSeconds(45 * 86_400)))
                .isInstanceOf(MalformedSignalException.class)
                .hasMessageContaining("analyzer.spend.months");
    }

    /** As it is not known what was published before. */
    @Test
    void shouldPublishAfterARestartWhatItDidNotBefore() throws MalformedSignalException {
        report("a", 100, NINE);
        evaluator = new BillEvaluator(store, SpendSettings.defaults(), published);

        assertThat(evaluator.isUnpublished()).isTrue();
        assertThat(days("reported")).hasSize(1);
        assertThat(evaluator.isUnpublished()).isFalse();
    }

    /** A row is a record in Kafka, of at most 1 MB. */
    @Test
    void shouldKeepRowsSmallHoweverManyReportsAndHoweverLongIdsThereAre() throws MalformedSignalException {
        for (int i = 0; i < PredictionCounter.REPORTS; i++) {
            report(id(i), 1, NINE);
        }

        assertThat(days("reported")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 10_000L, null, 70_000L));
        List<Integer> sizes = new ArrayList<>();
        store.scan("", (key, row) -> sizes.add(key.length() + row.length));
        assertThat(sizes).hasSizeGreaterThan(10_000).allMatch(size -> size < 500);
    }

    @Test
    void shouldRejectTheReportAboveTheLimitWithItsPlaceAndTakeAllOthers() throws MalformedSignalException {
        for (int i = 0; i < PredictionCounter.REPORTS; i++) {
            report(id(i), 1, NINE);
        }

        assertThatThrownBy(() -> report("one-more", 1, NINE))
                .isInstanceOf(MalformedSignalException.class)
                .hasMessage("the service ranker has 10000 reports for 2026-10-10, the most that are counted;"
                        + " [7] of request-1 is not, with id one-more: send fewer reports, of longer periods");
        report(id(3), 1, NINE);
        report("one-more", 5, NINE.minusSeconds(86_400));

        assertThat(days("reported"))
                .containsExactly(
                        new SpendRecord.Predictions.DayCount(DAY.minusDays(1), 5L, null, 7L),
                        new SpendRecord.Predictions.DayCount(DAY, 10_000L, null, 70_000L));
    }

    /** Earlier versions kept them in one row. */
    @Test
    void shouldGoOnFromTheReportsOfAnEarlierVersion() throws MalformedSignalException {
        String row = "{\"a\":{\"predictions\":100,\"inputTokens\":null,\"outputTokens\":7},\"b\":{\"predictions\":20,"
                + "\"inputTokens\":null,\"outputTokens\":7}}";
        store.put("q\nranker\n" + DAY.toEpochDay(), row.getBytes(StandardCharsets.UTF_8));
        evaluator = new BillEvaluator(store, SpendSettings.defaults(), published);
        assertThat(days("reported")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 120L, null, 14L));

        report("a", 100, NINE);
        report("c", 3, NINE);

        assertThat(days("reported")).containsExactly(new SpendRecord.Predictions.DayCount(DAY, 123L, null, 21L));
        assertThat(store.get("q\nranker\n" + DAY.toEpochDay())).isNull();
    }

    /** No transaction becomes long. */
    @Test
    void shouldDeleteOldReportsSomeAtATime() throws MalformedSignalException {
        evaluator = new BillEvaluator(
                store,
                new SpendSettings(BillCategoryTable.read(Optional.empty()), "service", 2, Duration.ofSeconds(20)),
                published);
        for (int i = 0; i < PredictionCounter.REPORTS; i++) {
            report(id(i), 1, NINE.minusSeconds(45 * 86_400));
        }
        report("b", 20, NINE);

        evaluator.publishPredictions();
        evaluator.publishPredictions();
        assertThat(reports()).isEqualTo(5_001);
        evaluator = new BillEvaluator(
                store,
                new SpendSettings(BillCategoryTable.read(Optional.empty()), "service", 2, Duration.ofSeconds(20)),
                published);
        for (int i = 0; i < 4; i++) {
            evaluator.publishPredictions();
        }

        assertThat(reports()).isEqualTo(1);
    }

    private int reports() {
        List<String> rows = new ArrayList<>();
        store.scan("v\n", (key, row) -> rows.add(key));
        return rows.size();
    }

    private static String id(int number) {
        return "%0200d".formatted(number);
    }

    private List<String> published() {
        return published.records().values().stream()
                .map(counts -> ((SpendRecord.Predictions) counts).month().toString())
                .toList();
    }

    @Test
    void shouldRejectWhatCannotBeCounted() {
        assertThatThrownBy(() -> evaluator.accept(signal(Predictions.newBuilder()
                        .setId("a")
                        .setService("ranker")
                        .setFrom(NINE.toEpochMilli())
                        .setUntil(NINE.plusSeconds(86_400).toEpochMilli())
                        .setPredictions(1)
                        .build())))
                .isInstanceOf(MalformedSignalException.class)
                .hasMessageContaining("one day");
        assertThatThrownBy(() -> report("a", -1, NINE)).hasMessageContaining("negative");
        assertThatThrownBy(() -> report("", 1, NINE)).hasMessageContaining("id");
    }

    private void report(String id, long count, Instant from) throws MalformedSignalException {
        evaluator.accept(signal(Predictions.newBuilder()
                .setId(id)
                .setService("ranker")
                .setFrom(from.toEpochMilli())
                .setUntil(from.plusSeconds(3600).toEpochMilli())
                .setPredictions(count)
                .setOutputTokens(7)
                .build()));
    }

    private static Signal signal(Predictions predictions) {
        return Signal.newBuilder()
                .setResource("arn:aws:gleaner:::service/ranker")
                .setPlace(Place.newBuilder().setName("request-1").setOffset(7))
                .setPredictions(predictions)
                .build();
    }

    private void invocations(String variant, int hour, double count) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(ENDPOINT + "/variant/" + variant)
                .setMetricSet(MetricSet.newBuilder()
                        .addMetrics(Metric.newBuilder()
                                .setMetric("AWS/SageMaker Invocations")
                                .setPeriod(3600)
                                .setStart(NINE.plusSeconds((hour - 9) * 3600L).toEpochMilli())
                                .addIndex(0)
                                .addSum(count)))
                .build());
    }

    private void complete(Instant through) throws MalformedSignalException {
        Progress.Builder progress = Progress.newBuilder();
        for (String source :
                List.of("get-metric-data-endpoints", "get-metric-data-requests", "get-metric-data-models")) {
            progress.addSources(SourceProgress.newBuilder()
                    .setSource(source)
                    .setAccount("123456789012")
                    .setRegion("us-east-1")
                    .setThrough(through.toEpochMilli()));
        }
        evaluator.accept(Signal.newBuilder().setProgress(progress).build());
    }

    private void tagged(String resource, String key) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(resource)
                .setObservedAt(NINE.toEpochMilli())
                .setInventory(Inventory.newBuilder().putTags(key, "ranker"))
                .build());
    }

    private void measured(String resource, String metric, Instant start, double count) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource(resource)
                .setMetricSet(MetricSet.newBuilder()
                        .addMetrics(Metric.newBuilder()
                                .setMetric(metric)
                                .setPeriod(3600)
                                .setStart(start.toEpochMilli())
                                .addIndex(0)
                                .addSum(count)))
                .build());
    }

    private Iterable<SpendRecord.Predictions.DayCount> days(String source) {
        evaluator.refresh();
        evaluator.publishPredictions();
        return ((SpendRecord.Predictions) published.records().get("predictions|ranker|" + source + "|2026-10-01"))
                .days();
    }
}
