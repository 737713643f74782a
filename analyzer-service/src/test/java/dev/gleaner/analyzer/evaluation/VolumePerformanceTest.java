package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Volumes with provisioned performance, listed and measured once a day, from signals to findings. */
class VolumePerformanceTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String VOLUMES = "inventory-volumes";
    private static final String METRICS = "get-metric-data-volumes";
    private static final int DAYS = 19;

    private PartitionStores partitionStores = PartitionStores.inMemory();
    private Seeing said = new Seeing();
    private final SignalCounters signalCounters = new SignalCounters();
    private PartitionEvaluator partitionEvaluator = evaluator();

    static LongStream seeds() {
        return LongStream.range(0, 15);
    }

    /** 500 IOPS and 40 MiB/s for 8,000 and 500, which cost 25 and 15 USD a month. */
    @Test
    void shouldFindWhatIsBoughtAboveTheUseOfAFortnight() throws Exception {
        for (int day = 0; day < DAYS; day++) {
            day(day, List.of(use(day, 500, 40 << 20)));
        }

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("old-volume-type");
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("40.00");
            assertThat(finding.remedies().get(0).action()).isEqualTo("modify-volume");
            assertThat(finding.remedies().get(0).parameters())
                    .isEqualTo(Map.of("type", "gp3", "iops", "3000", "throughput", "125"));
        });
    }

    /** An hour a day is more than one minute in a hundred. */
    @Test
    void shouldNotFindWhatAnHourADayNeeds() throws Exception {
        for (int day = 0; day < DAYS; day++) {
            day(day, List.of(use(day, 500, 40 << 20), hour(day, 9, 8000, 500 << 20)));
        }

        assertThat(finals()).isEmpty();
    }

    /** The backfill comes before the first report of its source, though the listing has reported long before. */
    @Test
    void shouldAcceptABackfillAfterTheFirstListings() throws Exception {
        send(listing(DAYS));
        progress(VOLUMES, at(DAYS));
        List<Signal> backfill = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            backfill.add(use(day, 500, 40 << 20));
        }
        for (Signal signal : backfill) {
            send(signal);
        }
        progress(METRICS, at(DAYS));
        send(listing(DAYS + 2));
        progress(VOLUMES, at(DAYS + 2));
        progress(METRICS, at(DAYS + 2));

        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isZero();
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
    }

    @Test
    void shouldNotTakeSilenceForIdleness() throws Exception {
        for (int day = 0; day < DAYS; day++) {
            day(day, day % 3 == 0 ? List.of() : List.of(use(day, 500, 40 << 20)));
        }

        assertThat(finals()).extracting(Finding::status).containsOnly(Finding.Status.INSUFFICIENT);
        assertThat(finals().get(0).missing())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("of at least 80 % of the minutes"));
    }

    /** Of the IOPS nothing is known, so that they stay. */
    @Test
    void shouldLowerOnlyThePartThatIsMeasured() throws Exception {
        for (int day = 0; day < DAYS; day++) {
            Signal all = use(day, 500, 40 << 20);
            MetricSet.Builder bytes = MetricSet.newBuilder();
            all.getMetricSet().getMetricsList().stream()
                    .filter(metric -> metric.getMetric().endsWith("Bytes"))
                    .forEach(bytes::addMetrics);
            day(day, List.of(all.toBuilder().setMetricSet(bytes).build()));
        }

        assertThat(finals())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedies().get(0).parameters())
                        .isEqualTo(Map.of("type", "gp3", "iops", "8000", "throughput", "125")));
    }

    @Test
    void shouldFindAnOldTypeWithoutMetrics() throws Exception {
        send(Listed.volume(Listed.PROVISIONED, at(0), Listed.attached(Listed.gp2(1000))));
        progress(VOLUMES, at(0));
        progress(VOLUMES, at(1));

        assertThat(said.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.remedies().get(0).parameters()).containsEntry("type", "gp3"));
    }

    /** What is not final may come in any order and twice, in periods of a minute or of five, and from a restarted analyzer. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindTheSameInAnyOrderWithRepetitionsAndAfterRestarts(long seed) throws Exception {
        List<List<Signal>> days = days(seed);
        for (int day = 0; day < DAYS; day++) {
            day(day, days.get(day));
        }
        List<String> expected = texts();

        partitionStores = PartitionStores.inMemory();
        said = new Seeing();
        partitionEvaluator = evaluator();
        Random random = new Random(seed + 1);
        for (int day = 0; day < DAYS; day++) {
            List<Signal> shuffled = new ArrayList<>(days.get(day));
            shuffled.addAll(days.get(day).subList(0, days.get(day).size() / 3));
            if (day > 0) {
                // Hours become final a day after the report of their end.
                shuffled.addAll(days.get(day - 1).subList(0, 5));
            }
            Collections.shuffle(shuffled, random);
            day(day, shuffled);
            partitionEvaluator = evaluator();
        }

        assertThat(texts()).isEqualTo(expected);
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isZero();
    }

    /** Whatever was used, the proposal covers the use of at least 99 of 100 minutes, and never exceeds what there is. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverProposeLessThanTheUse(long seed) throws Exception {
        Random random = new Random(seed);
        List<Double> used = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            List<Signal> signals = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                double operations = random.nextInt(6000) * (random.nextInt(20) == 0 ? 1 : 0.3);
                signals.add(hour(day, hour, operations, 1 << 20));
                used.add(operations);
            }
            day(day, signals);
        }
        assertThat(finals()).isNotEmpty();
        for (Finding finding : said.findings()) {
            Map<String, String> parameters = finding.remedies().get(0).parameters();
            int iops = Integer.parseInt(parameters.get("iops"));
            int until = (int) Duration.between(START, finding.updatedAt()).toHours();
            List<Double> window = used.subList(Math.max(0, until - 14 * 24), Math.min(until, used.size()));
            long above = window.stream().filter(operations -> operations > iops).count();
            assertThat(iops).isBetween(3000, 8000);
            assertThat(above * 100).as("%s", finding.updatedAt()).isLessThanOrEqualTo(2L * window.size());
        }
    }

    @Test
    void shouldForgetADeletedVolume() throws Exception {
        for (int day = 0; day < 3; day++) {
            day(day, List.of(use(day, 500, 40 << 20)));
        }
        send(Signals.changed(Listed.PROVISIONED, Change.DELETED, at(3), "delete-volume", Map.of()));
        progress(VOLUMES, at(30));
        progress(METRICS, at(30));

        List<String> rows = new ArrayList<>();
        List.of(
                        partitionStores.profiles(),
                        partitionStores.happenings(),
                        partitionStores.hours(),
                        partitionStores.days())
                .forEach(store -> store.scan("", (key, row) -> rows.add(key)));
        assertThat(rows).isEmpty();
    }

    @Test
    void shouldRefuseAMetricThatIsNotValid() {
        Metric metric = Metric.newBuilder()
                .setMetric("AWS/EBS VolumeReadOps")
                .setPeriod(60)
                .setStart(START.toEpochMilli())
                .addIndex(0)
                .addSum(Double.NaN)
                .build();

        assertThatThrownBy(() -> send(use(0, 1, 1).toBuilder().setMetric(metric).build()))
                .isInstanceOf(MalformedSignalException.class);
    }

    /** A day of hours, some of which have their minutes once more in periods of five minutes. */
    private static List<List<Signal>> days(long seed) {
        Random random = new Random(seed);
        int most = 1000 + random.nextInt(7000);
        List<List<Signal>> days = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            List<Signal> signals = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                double operations = random.nextInt(most);
                double bytes = random.nextInt(300 << 20);
                signals.add(hour(day, hour, operations, bytes));
                if (random.nextInt(4) == 0) {
                    signals.add(Listed.use(Listed.PROVISIONED, start(day, hour), 300, operations * 0.9, bytes * 1.1));
                }
            }
            days.add(signals);
        }
        return days;
    }

    private void day(int day, List<Signal> signals) throws MalformedSignalException {
        send(listing(day));
        for (Signal signal : signals) {
            send(signal);
        }
        progress(METRICS, at(day + 1));
        progress(VOLUMES, at(day + 1));
    }

    private static Signal listing(int day) {
        Inventory.Builder volume = Listed.attached(Listed.provisioned()).setCreated(START.toEpochMilli());
        return Listed.volume(Listed.PROVISIONED, at(day).plusSeconds(1), volume);
    }

    /** Steady use for a day. */
    private static Signal use(int day, double operations, double bytes) {
        MetricSet.Builder set = MetricSet.newBuilder();
        Signal last = hour(day, 23, operations, bytes);
        for (int hour = 0; hour < 24; hour++) {
            set.addAllMetrics(hour(day, hour, operations, bytes).getMetricSet().getMetricsList());
        }
        return last.toBuilder().setMetricSet(set).build();
    }

    private static Signal hour(int day, int hour, double operations, double bytes) {
        return Listed.use(Listed.PROVISIONED, start(day, hour), 60, operations, bytes);
    }

    private static Instant start(int day, int hour) {
        return at(day).plus(hour, ChronoUnit.HOURS);
    }

    private static Instant at(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private List<Finding> finals() {
        return said.findings().stream()
                .filter(finding -> !finding.provisional() && finding.revision() == 0)
                .toList();
    }

    private List<String> texts() {
        return finals().stream().map(Finding::toString).toList();
    }

    private void send(Signal signal) throws MalformedSignalException {
        partitionEvaluator.accept(signal);
    }

    private void progress(String source, Instant time) throws MalformedSignalException {
        partitionEvaluator.accept(Signals.progress(source, time));
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
    }

    private PartitionEvaluator evaluator() {
        return Defaults.evaluator(
                partitionStores, Defaults.kinds(StoragePrices.book(), ExemptionSource.NONE), said, signalCounters);
    }
}
