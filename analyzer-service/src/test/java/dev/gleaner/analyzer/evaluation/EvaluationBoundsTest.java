package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.test.SeededTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationBoundsTest {

    private static final AnalyzerConfig.Timing TIMING = new AnalyzerConfig.Timing(
            Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(15), Duration.ofHours(1));
    private static final AccountRegion HERE = new AccountRegion("123456789012", "us-east-1");

    private static final RequiredSources NEEDS = RequiredSources.of(
            RequiredSources.Category.METRICS, RequiredSources.Category.listingOf(ResourceKind.INSTANCE));

    private final InMemoryStateStore shelf = new InMemoryStateStore();
    private final WatermarkTracker watermarkTracker = new WatermarkTracker(shelf, TIMING);

    @Test
    void shouldJudgeNothingBeforeAnybodyReported() {
        EvaluationBounds bounds = watermarkTracker.bounds(HERE, NEEDS);

        assertThat(bounds.ended()).isNull();
        assertThat(bounds.closed()).isNull();
        assertThat(bounds.provisionalHour()).isNull();
        assertThat(bounds.horizon()).isEqualTo(BackfillHorizon.NONE);
    }

    @Test
    void shouldGoByTheSlowestNeedAndTheFastestSourceOfEach() {
        report("metric-stream", 100);
        report("get-metric-data", 110);
        report("inventory", 105);
        report("cloudtrail-s3", 50);

        assertThat(watermarkTracker.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(104));
        assertThat(watermarkTracker.bounds(HERE, NEEDS).provisionalHour()).isEqualTo(new Hour(104));
        assertThat(watermarkTracker.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(80));
        assertThat(watermarkTracker.ended(NEEDS)).isEqualTo(new Hour(104));
    }

    /** The first report of the listing alone would make the history late that the metrics bring. */
    @Test
    void shouldCloseNothingBeforeAnExpectedSourceReported() {
        RequiredSources logs = RequiredSources.of(RequiredSources.Category.listingOf(ResourceKind.LOG_GROUP))
                .expecting(RequiredSources.Category.metricsOf(ResourceKind.LOG_GROUP));
        report("inventory-log-groups", 100);
        assertThat(watermarkTracker.bounds(HERE, logs).closed()).isNull();
        assertThat(watermarkTracker.bounds(HERE, logs).provisionalHour()).isNull();

        report("get-metric-data-log-groups", 90);

        assertThat(watermarkTracker.bounds(HERE, logs).closed()).isEqualTo(new Hour(65));
        assertThat(watermarkTracker.bounds(HERE, logs).provisionalHour()).isEqualTo(new Hour(99));
        assertThat(watermarkTracker.bounds(HERE, logs).missing(new Hour(99))).isEmpty();
    }

    /** Where nobody requests the metrics, any other source that goes on shows it; finally, the stall timeout does. */
    @Test
    void shouldGoOnWithoutAnExpectedSourceThatNeverReports() {
        RequiredSources logs = RequiredSources.of(RequiredSources.Category.listingOf(ResourceKind.LOG_GROUP))
                .expecting(RequiredSources.Category.metricsOf(ResourceKind.LOG_GROUP));
        report("inventory-log-groups", 100);
        report("inventory", 100);
        report("inventory", 101);

        assertThat(watermarkTracker.bounds(HERE, logs).provisionalHour()).isEqualTo(new Hour(99));
        assertThat(watermarkTracker.bounds(HERE, logs).closed()).isNull();

        report("inventory", 100 + 20 * 24);

        assertThat(watermarkTracker.bounds(HERE, logs).closed()).isEqualTo(new Hour(75 + 5 * 24));
    }

    @Test
    void shouldNotTakeBackWhatWasReported() {
        report("metric-stream", 100);
        report("inventory", 100);
        report("inventory", 90);

        assertThat(watermarkTracker.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(99));
    }

    @Test
    void shouldGlimpseWithoutASourceOnlyOnceAnotherHasMovedOn() {
        report("metric-stream", 100);
        assertThat(watermarkTracker.bounds(HERE, NEEDS).provisionalHour()).isNull();

        report("metric-stream", 101);

        assertThat(watermarkTracker.bounds(HERE, NEEDS).provisionalHour()).isEqualTo(new Hour(100));
        assertThat(watermarkTracker.bounds(HERE, NEEDS).missing(new Hour(100)))
                .containsExactly(RequiredSources.Category.listingOf(ResourceKind.INSTANCE));
        assertThat(watermarkTracker.bounds(HERE, NEEDS).closed()).isNull();
    }

    @Test
    void shouldGiveAnHourUpOnlyLongAfterASourceStoodStill() {
        report("inventory", 100);
        report("metric-stream", 100);
        report("metric-stream", 100 + 15 * 24 - 1);
        assertThat(watermarkTracker.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(75));

        report("metric-stream", 100 + 20 * 24);

        assertThat(watermarkTracker.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(75 + 5 * 24));
        assertThat(watermarkTracker.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(99));
    }

    @Test
    void shouldStayTheSameWhileASourceRunsAheadOfTheSlowest() {
        report("metric-stream", 100);
        report("inventory", 100);
        report("gpu", 100);
        EvaluationBounds before = watermarkTracker.bounds(HERE, NEEDS);

        report("metric-stream", 103);
        report("gpu", 102);

        assertThat(watermarkTracker.bounds(HERE, NEEDS)).isEqualTo(before);
        assertThat(before.missing(new Hour(99))).isEmpty();
        assertThat(before.awaitsGpuReadings(new Hour(99))).isFalse();
        assertThat(before.awaitsGpuReadings(new Hour(100))).isTrue();
    }

    @Test
    void shouldHoldNothingUpElsewhere() {
        report("metric-stream", 100);
        report("inventory", 100);

        assertThat(watermarkTracker
                        .bounds(new AccountRegion("123456789012", "eu-west-3"), NEEDS)
                        .ended())
                .isNull();
    }

    @Test
    void shouldNotGoByAReportThatNamesNoPlace() {
        report("metric-stream", 100);
        report("inventory", 100);

        assertThat(watermarkTracker.advance(report("inventory", AccountRegion.UNKNOWN, 50)))
                .isEmpty();

        assertThat(watermarkTracker.watermarks()).hasSize(2);
        assertThat(watermarkTracker.ended(NEEDS)).isEqualTo(new Hour(99));
    }

    @Test
    void shouldRememberFirstReports() {
        report("inventory", 90);
        report("inventory", 100);
        report("cloudtrail-s3", 95);

        BackfillHorizon horizon =
                new WatermarkTracker(shelf, TIMING).bounds(HERE, NEEDS).horizon();

        assertThat(horizon).isEqualTo(new BackfillHorizon(90 * Hour.MILLIS, 95 * Hour.MILLIS));
    }

    /** Each reporter goes on, is held back, falls silent, stops and comes back as it likes; so do their reports mix. */
    @SeededTest(200)
    void shouldNeverMoveOnBeforeEveryReporterThatCountsHas(long seed) {
        Random random = new Random(seed);
        Map<String, SourceProgress> last = new HashMap<>();
        long newest = 0;
        long complete = 0;
        for (int step = 0; step < 300; step++) {
            String reporter = "collector-" + random.nextInt(2 + (int) (seed % 2));
            SourceProgress report = share(reporter, last.get(reporter), step, random);
            last.put(reporter, report);
            newest = Math.max(newest, report.getThrough());
            watermarkTracker.advance(report);

            long through = watermarkTracker.watermarks().get(0).through();
            long counts = newest - report.getRepeatedFor();
            if (through > complete) {
                assertThat(through).isLessThanOrEqualTo(newest);
                assertThat(last.values())
                        .filteredOn(other -> !other.getEnded() && bound(other) >= counts)
                        .allMatch(other -> bound(other) >= through);
            }
            assertThat(through).isGreaterThanOrEqualTo(complete);
            complete = through;
            if (random.nextInt(50) == 0) {
                assertThat(new WatermarkTracker(shelf, TIMING).watermarks()).isEqualTo(watermarkTracker.watermarks());
            }
        }
        // All go on in the end, and so does what they tell of.
        long end = newest + Hour.MILLIS;
        last.keySet().forEach(reporter -> watermarkTracker.advance(share(reporter, end, end, false)));
        assertThat(watermarkTracker.watermarks().get(0).through()).isEqualTo(end);
    }

    private static long bound(SourceProgress report) {
        return Math.max(report.getThrough(), report.getClear());
    }

    /** In steps of five minutes; one that is held back or silent for long falls behind those that count. */
    private static SourceProgress share(String reporter, @Nullable SourceProgress last, long step, Random random) {
        long now = (200 + step) * Hour.MILLIS / 12;
        long before = last == null ? 0 : last.getThrough();
        return switch (random.nextInt(8)) {
            case 0 -> share(reporter, Math.max(before, now - Hour.MILLIS / 2), now, true);
            case 1, 2 -> share(reporter, Math.max(before, now - random.nextInt(4) * Hour.MILLIS), 1, false);
            case 3 -> share(reporter, Math.max(before, Hour.MILLIS), now, false);
            default -> share(reporter, Math.max(before, now - random.nextInt(3) * Hour.MILLIS / 12), now, false);
        };
    }

    private static SourceProgress share(String reporter, long through, long clear, boolean ended) {
        return SourceProgress.newBuilder()
                .setSource("metric-stream")
                .setAccount(HERE.account())
                .setRegion(HERE.region())
                .setThrough(through)
                .setReporter(reporter)
                .setClear(clear)
                .setRepeatedFor(2 * Hour.MILLIS)
                .setEnded(ended)
                .build();
    }

    @Test
    void shouldGoOnFromWhatWasStoredBeforeReportersWereNamed() {
        shelf.put(
                "metric-stream|123456789012|us-east-1",
                ("{\"source\":\"metric-stream\",\"account\":\"123456789012\",\"region\":\"us-east-1\",\"first\":"
                                + Hour.MILLIS + ",\"through\":" + 100 * Hour.MILLIS + "}")
                        .getBytes(StandardCharsets.UTF_8));
        WatermarkTracker restarted = new WatermarkTracker(shelf, TIMING);

        restarted.advance(share("collector-0", 101 * Hour.MILLIS, 101 * Hour.MILLIS, false));

        assertThat(restarted.watermarks()).singleElement().satisfies(sourceWatermark -> {
            assertThat(sourceWatermark.first()).isEqualTo(Hour.MILLIS);
            assertThat(sourceWatermark.through()).isEqualTo(101 * Hour.MILLIS);
        });
    }

    private void report(String source, long hour) {
        watermarkTracker.advance(report(source, HERE, hour));
    }

    private static SourceProgress report(String source, AccountRegion accountRegion, long hour) {
        return SourceProgress.newBuilder()
                .setSource(source)
                .setAccount(accountRegion.account())
                .setRegion(accountRegion.region())
                .setThrough(hour * Hour.MILLIS)
                .build();
    }
}
