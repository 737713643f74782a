package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.MetricRegrouping;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is said for good does not depend on the order in which it was heard. */
class OrderLawIT {

    private static final int SEEDS = (int) LawSeeds.of(5, 100).count();
    private static final int RESOURCES = 12;
    private static final Exemption KEPT = new Exemption(
            Recording.resource(Life.IDLE),
            Exemption.ALL,
            "warm standby",
            "anna",
            Recording.START.plus(Duration.ofHours(84)),
            Recording.START.plus(Duration.ofHours(120)));
    private static final Backtest BACKTEST =
            Recording.backtest(StoragePrices.book(), ExemptionSource.of(List.of(KEPT)));
    private static final List<Signal> ORDERED = Recording.of(42);
    private static final Map<String, String> ROOTS = ORDERED.stream()
            .filter(signal -> !signal.hasProgress())
            .map(Signal::getResource)
            .distinct()
            .collect(Collectors.toMap(
                    resource -> resource, resource -> Arn.parse(resource).root().toString()));
    private static final Backtest.Result RESULT = BACKTEST.run(ORDERED);

    /**
     * elastic/beats#19901 read half of a file and then all of it; mozilla-services/foxsec-pipeline#496 and
     * panther-labs/panther#242 got each event by two ways. Each seed draws its resources: what is said of one does not
     * depend on which others there are. All seeds at once, as each takes a good part of a second.
     */
    @Test
    void shouldSayTheSameForGoodWhenSignalsComeShuffledDoubledDelayedAndPartial() {
        assertSameForEverySeed((seed, signals) -> disordered(seed, withPartialReadings(seed, signals)));
    }

    /**
     * A collector joins the metrics of one reading to one signal; recorded before that, each metric has its own. Shuffled
     * before too, so that metrics of hours far apart are joined.
     */
    @Test
    void shouldFindTheSameWhetherMetricsAreJoinedOrSeparate() {
        assertSameForEverySeed(
                (seed, signals) -> disordered(seed, new MetricRegrouping(seed).of(disordered(seed, signals))));
    }

    @Test
    void shouldRegroupNearlyEveryMetric() {
        List<Signal> regrouped = new MetricRegrouping(3).of(ORDERED);

        assertThat(regrouped).anyMatch(Signal::hasMetric).anyMatch(signal -> {
            List<Metric> metrics = SignalMetrics.of(signal);
            return metrics.stream().map(Metric::getMetric).distinct().count() == 3
                    && metrics.stream().map(Metric::getStart).distinct().count() > 1;
        });
        assertThat(points(regrouped)).isEqualTo(points(ORDERED));
        assertThat(regrouped.stream().filter(signal -> SignalMetrics.of(signal).isEmpty()))
                .containsExactlyElementsOf(ORDERED.stream()
                        .filter(signal -> SignalMetrics.of(signal).isEmpty())
                        .toList());
        assertThat(new MetricRegrouping(0).of(ORDERED)).noneMatch(Signal::hasMetric);
    }

    @Test
    void shouldRestOnARecordingThatHasEverythingInIt() {
        Set<String> said = RESULT.finals().stream()
                .map(finding -> finding.rule() + " " + finding.status())
                .collect(Collectors.toSet());

        assertThat(said)
                .contains(
                        "idle-instance " + Finding.Status.OPEN,
                        "idle-instance " + Finding.Status.RESOLVED,
                        "idle-instance " + Finding.Status.INSUFFICIENT,
                        "sporadic-instance " + Finding.Status.OPEN,
                        "idle-gpu " + Finding.Status.OPEN,
                        "idle-gpu " + Finding.Status.RESOLVED,
                        "underused-gpu " + Finding.Status.OPEN,
                        "storage-lifecycle " + Finding.Status.OPEN,
                        "storage-lifecycle " + Finding.Status.RESOLVED,
                        "storage-lifecycle " + Finding.Status.INSUFFICIENT,
                        "cross-region-read " + Finding.Status.OPEN,
                        "cross-region-read " + Finding.Status.RESOLVED,
                        "nat-to-s3 " + Finding.Status.OPEN,
                        "nat-to-s3 " + Finding.Status.RESOLVED,
                        "nat-to-s3 " + Finding.Status.INSUFFICIENT,
                        "cross-zone-traffic " + Finding.Status.OPEN,
                        "cross-zone-traffic " + Finding.Status.RESOLVED,
                        "internet-egress " + Finding.Status.OPEN,
                        "forgotten-storage " + Finding.Status.OPEN,
                        "forgotten-storage " + Finding.Status.RESOLVED,
                        "forgotten-storage " + Finding.Status.INSUFFICIENT,
                        "old-volume-type " + Finding.Status.OPEN,
                        "old-volume-type " + Finding.Status.RESOLVED,
                        "log-retention " + Finding.Status.OPEN,
                        "log-retention " + Finding.Status.RESOLVED,
                        "missing-tags " + Finding.Status.OPEN);
        assertThat(statuses(Listed.FORGOTTEN))
                .containsExactly(
                        Finding.Status.OPEN, Finding.Status.RESOLVED, Finding.Status.OPEN, Finding.Status.RESOLVED);
        assertThat(statuses(Listed.DAILY)).isEmpty();
        assertThat(RESULT.finals()).anyMatch(finding -> finding.version() > 2);
        assertThat(RESULT.counters().count(Fate.LATE)).isZero();
    }

    /** Live and replayed alike: what was kept is kept in the hours for which it was, and in no others. */
    @Test
    void shouldSayWhatWasKeptForTheHoursForWhichItWas() {
        assertThat(RESULT.finals())
                .filteredOn(finding -> finding.resource().equals(KEPT.resource()))
                .extracting(Finding::version, Finding::exemption, Finding::updatedAt)
                .containsExactly(
                        tuple(1, null, Recording.START.plus(Duration.ofHours(Recording.WINDOW))),
                        tuple(2, KEPT.text(), KEPT.from().plus(Duration.ofHours(1))),
                        tuple(3, null, KEPT.until().plus(Duration.ofHours(1))));
    }

    @Test
    void shouldMoveNearlyEverySignal() {
        List<Signal> disordered = new SignalShuffler(1, BACKTEST.deadlines(ORDERED)).of(ORDERED);

        assertThat(disordered).hasSizeGreaterThan(ORDERED.size() * 4 / 3);
        assertThat(Set.copyOf(disordered)).isEqualTo(Set.copyOf(ORDERED));
        assertThat(disordered.subList(0, 100)).isNotEqualTo(ORDERED.subList(0, 100));
    }

    /** The status of each version, but for those that only change something else. */
    private static List<Finding.Status> statuses(String resource) {
        List<Finding.Status> statuses = new ArrayList<>();
        RESULT.finals().stream()
                .filter(finding -> finding.resource().equals(resource))
                .map(Finding::status)
                .filter(status -> statuses.isEmpty() || statuses.get(statuses.size() - 1) != status)
                .forEach(statuses::add);
        return statuses;
    }

    private static Set<String> drawn(long seed) {
        List<String> roots = new ArrayList<>(new TreeSet<>(ROOTS.values()));
        Collections.shuffle(roots, new Random(seed));
        return Set.copyOf(roots.subList(0, RESOURCES));
    }

    private static void assertSameForEverySeed(BiFunction<Long, List<Signal>, List<Signal>> disorder) {
        List<Long> differing = LongStream.range(0, SEEDS)
                .parallel()
                .boxed()
                .filter(seed -> !isSame(seed, disorder))
                .toList();

        for (long seed : differing) {
            Set<String> drawn = drawn(seed);
            assertThat(texts(BACKTEST.run(disorder.apply(seed, of(drawn))).finals()))
                    .as("seed %d", seed)
                    .isEqualTo(ordered(drawn));
        }
        assertThat(differing).as("seeds with late signals").isEmpty();
    }

    private static boolean isSame(long seed, BiFunction<Long, List<Signal>, List<Signal>> disorder) {
        Set<String> drawn = drawn(seed);
        Backtest.Result result = BACKTEST.run(disorder.apply(seed, of(drawn)));
        return result.counters().count(Fate.LATE) == 0 && texts(result.finals()).equals(ordered(drawn));
    }

    private static List<Signal> disordered(long seed, List<Signal> signals) {
        return new SignalShuffler(seed, BACKTEST.deadlines(signals)).of(signals);
    }

    /**
     * With readings of periods that were not over: CloudWatch has fewer samples of them, whose values say something else. Those with all samples
     * count, whichever comes first.
     */
    private static List<Signal> withPartialReadings(long seed, List<Signal> signals) {
        Random random = new Random(seed);
        List<Signal> more = new ArrayList<>();
        for (Signal signal : signals) {
            if (random.nextInt(4) == 0 && signal.getMetric().getMetric().equals("AWS/EC2 CPUUtilization")) {
                Metric.Builder partial = signal.getMetric().toBuilder();
                for (int i = 0; i < partial.getCountCount(); i++) {
                    partial.setCount(i, partial.getCount(i) / 2).setMean(i, 95).setMaximum(i, 99);
                }
                more.add(signal.toBuilder().setMetric(partial).build());
            }
            more.add(signal);
        }
        return more;
    }

    private static List<Signal> of(Set<String> drawn) {
        return ORDERED.stream()
                .filter(signal -> signal.hasProgress() || drawn.contains(ROOTS.get(signal.getResource())))
                .toList();
    }

    /** How many points there are of each resource, metric and hour. */
    private static Map<List<Object>, Integer> points(List<Signal> signals) {
        Map<List<Object>, Integer> points = new HashMap<>();
        for (Signal signal : signals) {
            for (Metric metric : SignalMetrics.of(signal)) {
                points.merge(
                        List.of(signal.getResource(), metric.getMetric(), metric.getStart()),
                        metric.getIndexCount(),
                        Integer::sum);
            }
        }
        return points;
    }

    private static List<String> ordered(Set<String> drawn) {
        return texts(RESULT.finals().stream()
                .filter(finding -> drawn.contains(ROOTS.get(finding.resource())))
                .toList());
    }

    private static List<String> texts(List<Finding> findings) {
        return findings.stream().map(Json::text).toList();
    }
}
