package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.MetricRegrouping;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Log groups, listed once a week and measured once a day, from signals to findings. */
class LogGroupKindTest {

    private static final Instant START = Instant.parse("2026-07-01T06:20:00Z");
    private static final String LISTINGS = "inventory-log-groups";
    private static final String METRICS = "get-metric-data-log-groups";
    private static final int WEEK = 7 * Hour.PER_DAY;

    /** 292 GB a month, which cost 146 USD in Standard and 73 in Infrequent Access. */
    private static final long HOURLY = 400_000_000L;

    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final Seeing said = new Seeing();
    private final SignalCounters signalCounters = new SignalCounters();
    private PartitionEvaluator partitionEvaluator = evaluator();

    /** A collector lists first, and then requests the days before; nothing of them is late. */
    @Test
    void shouldTellOfTheFirstListingWhatTheDaysBeforeItTookIn() throws Exception {
        send(listing(at(0)));
        progress(LISTINGS, at(0));
        assertThat(said.findings()).isEmpty();

        for (int hour = -14 * Hour.PER_DAY; hour < 0; hour++) {
            send(bytes(hour));
        }
        progress(METRICS, at(0));

        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isZero();
        assertThat(said.findings()).hasSizeLessThan(4).last().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("log-retention");
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly())
                    .isGreaterThanOrEqualTo(new BigDecimal("73.00").multiply(new BigDecimal("0.8")));
            assertThat(finding.saving().high()).isEqualByComparingTo("73.00");
            assertThat(finding.remedies()).extracting(Remedy::action).containsExactly(Remedy.ADVICE);
        });
    }

    /** The provisional hour is not evaluated again when the hours before it become final. */
    @Test
    void shouldConfirmTheFinalFindingThatReplacesAProvisionalOne() throws Exception {
        send(listing(at(0)).toBuilder()
                .setInventory(Inventory.newBuilder()
                        .setType("STANDARD")
                        .setSize(900_000_000_000L)
                        .setCreated(START.minus(Duration.ofDays(300)).toEpochMilli()))
                .build());
        progress(METRICS, at(-14 * Hour.PER_DAY));
        progress(LISTINGS, at(3));
        assertThat(said.findings())
                .last()
                .satisfies(finding -> assertThat(finding.provisional()).isTrue());

        for (int hour = -14 * Hour.PER_DAY; hour < 0; hour++) {
            send(bytes(hour));
        }
        progress(METRICS, at(0));

        Finding last = finals().get(finals().size() - 1);
        assertThat(last.status()).isEqualTo(Finding.Status.OPEN);
        assertThat(said.confirmed()).containsKey(last.id());
    }

    /** Hours that nobody reported are no hours without events. */
    @Test
    void shouldNotTakeSilenceForAQuietLogGroup() throws Exception {
        send(listing(at(0)));
        progress(METRICS, at(0));
        progress(LISTINGS, at(0));
        for (int hour = 0; hour < 3 * WEEK; hour++) {
            if (hour % 3 != 0) {
                send(bytes(hour));
            }
            report(hour);
        }

        assertThat(said.findings()).isEmpty();
        assertThat(explained().because()).endsWith("and its ingestion is known in 224 of 336 hours only");
    }

    @Test
    void shouldGoOnAfterARestart() throws Exception {
        run(ordered(), true);

        assertThat(finals()).extracting(Finding::status).contains(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** Whatever is kept does not grow with what comes in: the days of the window, and the hours that are not final. */
    @Test
    void shouldKeepAConstantAmount() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        send(listing(at(0)));
        progress(METRICS, at(0));
        progress(LISTINGS, at(0));
        for (int hour = 0; hour < 12 * WEEK; hour++) {
            send(bytes(hour));
            report(hour);
            if (hour % WEEK == WEEK - 1 && hour > 4 * WEEK) {
                sizes.add(rows());
            }
        }

        assertThat(sizes).hasSize(8).containsOnly(sizes.get(0));
    }

    /** The same final findings, whatever the order, and however often a signal comes, as long as it comes in time. */
    @SeededTest(20)
    void shouldFindTheSameInAnyOrder(long seed) throws Exception {
        run(ordered(), false);
        List<String> expected = texts();
        LogGroupKindTest other = new LogGroupKindTest();

        other.run(disordered(seed), false);

        assertThat(expected).isNotEmpty();
        assertThat(other.texts()).isEqualTo(expected);
        assertThat(other.signalCounters.count(SignalCounters.Fate.LATE)).isZero();
    }

    /** Takes in much until the fifth week, and hardly anything from then on; some hours have no value. */
    private static List<List<Signal>> ordered() {
        List<List<Signal>> weeks = new ArrayList<>();
        for (int week = 0; week < 8; week++) {
            List<Signal> signals = new ArrayList<>();
            signals.add(listing(at(week * WEEK)));
            for (int hour = week * WEEK; hour < (week + 1) * WEEK; hour++) {
                if (hour % 11 != 3) {
                    signals.add(Signals.logBytes(Listed.LOG_GROUP, at(hour), week < 4 ? HOURLY + hour : 1000));
                }
            }
            weeks.add(signals);
        }
        return weeks;
    }

    /** Shuffled within a week, with some signals repeated and their metrics in other signals of either form. */
    private static List<List<Signal>> disordered(long seed) {
        Random random = new Random(seed);
        List<List<Signal>> weeks = new ArrayList<>();
        for (List<Signal> inOrder : ordered()) {
            List<Signal> week = new ArrayList<>(new MetricRegrouping(seed).of(inOrder));
            weeks.add(week);
            for (Signal signal : List.copyOf(week)) {
                if (random.nextInt(4) == 0) {
                    week.add(signal);
                }
            }
            Collections.shuffle(week, random);
        }
        return weeks;
    }

    private void run(List<List<Signal>> weeks, boolean isRestarted) throws MalformedSignalException {
        for (int week = 0; week < weeks.size(); week++) {
            for (Signal signal : weeks.get(week)) {
                send(signal);
            }
            progress(METRICS, at((week + 1) * WEEK));
            progress(LISTINGS, at((week + 1) * WEEK));
            if (isRestarted) {
                partitionEvaluator = evaluator();
            }
        }
    }

    /** As a collector reports: listings once a week, metrics once a day. */
    private void report(int hour) throws MalformedSignalException {
        if (hour % Hour.PER_DAY == 0) {
            progress(METRICS, at(hour));
        }
        if (hour % WEEK == WEEK - 1) {
            send(listing(at(hour)));
            progress(LISTINGS, at(hour));
        }
    }

    private ResourceExplanation.Opinion explained() {
        return new ResourceExplainer(
                        Defaults.kinds(StoragePrices.book(), ExemptionSource.NONE),
                        Defaults.of(AnalyzerConfig.class).timing())
                .explain(partitionStores, Arn.parse(Listed.LOG_GROUP))
                .orElseThrow()
                .rules()
                .get(0);
    }

    private int rows() {
        List<String> rows = new ArrayList<>();
        partitionStores.days().scan(Listed.LOG_GROUP, (key, row) -> rows.add(key));
        partitionStores.hours().scan(Listed.LOG_GROUP, (key, row) -> rows.add(key));
        return rows.size();
    }

    private List<Finding> finals() {
        return said.findings().stream()
                .filter(finding -> !finding.provisional() && finding.revision() == 0)
                .toList();
    }

    private List<String> texts() {
        return finals().stream()
                .map(finding -> finding.id() + " " + finding.version() + " " + finding.status() + " "
                        + finding.updatedAt() + " " + finding.saving() + " "
                        + finding.evidence().stream().map(Evidence::toString).toList())
                .toList();
    }

    private static Signal bytes(int hour) {
        return Signals.logBytes(Listed.LOG_GROUP, at(hour), HOURLY);
    }

    private static Signal listing(Instant at) {
        return Signals.listed(
                Listed.LOG_GROUP,
                LISTINGS,
                at,
                Inventory.newBuilder()
                        .setType("STANDARD")
                        .setSize(50_000_000_000L)
                        .setRetentionDays(30)
                        .setCreated(START.minus(Duration.ofDays(300)).toEpochMilli()));
    }

    private static Instant at(int hour) {
        return Hour.of(START).plus(hour).start();
    }

    private PartitionEvaluator evaluator() {
        return Defaults.evaluator(
                partitionStores, Defaults.kinds(StoragePrices.book(), ExemptionSource.NONE), said, signalCounters);
    }

    private void send(Signal signal) throws MalformedSignalException {
        partitionEvaluator.accept(signal);
    }

    private void progress(String source, Instant time) throws MalformedSignalException {
        partitionEvaluator.accept(Signals.progress(source, time));
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
    }
}
