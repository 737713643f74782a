package dev.gleaner.analyzer.profile.instance;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static dev.gleaner.analyzer.fixture.Week.fold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.MetricRegrouping;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstanceProfileTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String RESOURCE = Signals.instance("i-1");
    private static final BackfillHorizon FAR = new BackfillHorizon(Long.MAX_VALUE, Long.MAX_VALUE);

    private final InstanceProfile profile = Defaults.instances().blank(RESOURCE);

    @SeededTest(50)
    void shouldBeTheSameForEveryOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        Life life = List.of(Life.values()).get(random.nextInt(Life.values().length));
        List<Signal> signals = new ArrayList<>();
        for (int hour = 0; hour < 60; hour++) {
            life.hour(RESOURCE, hour, START, random, signals);
        }
        InstanceProfile ordered = Defaults.instances().blank(RESOURCE);
        signals.forEach(signal -> fold(ordered, signal));

        signals.addAll(signals.subList(0, signals.size() / 2));
        Collections.shuffle(signals, random);
        signals.forEach(signal -> fold(profile, signal));

        for (int number = 0; number < 60; number++) {
            assertThat(told(profile, hour(number))).isEqualTo(told(ordered, hour(number)));
        }
        assertThat(profile.days(hour(59))).usingRecursiveComparison().isEqualTo(ordered.days(hour(59)));
        assertThat(profile.encode()).isEqualTo(ordered.encode());
        assertThat(profile.encodeFacts()).isEqualTo(ordered.encodeFacts());
    }

    @Test
    void shouldReplaceAPointByOneOfMoreSamplesAndNeverAddThem() {
        fold(profile, point(0, 40, 3));
        fold(profile, point(0, 10, 5));
        fold(profile, point(0, 90, 2));
        fold(profile, point(0, 11, 5));

        assertThat(hours(0).cpuMean(0)).isEqualTo(11);
    }

    @Test
    void shouldTakeTheMeanOfAnHoursPoints() {
        fold(
                profile,
                Signals.points(
                        RESOURCE,
                        CPU,
                        START,
                        300,
                        new int[] {0, 1, 11},
                        new double[] {1, 2, 6},
                        new double[] {5, 9, 7},
                        5));

        assertThat(hours(0).cpuMean(0)).isEqualTo(3);
        assertThat(hours(0).cpuMaximum(0)).isEqualTo(9);
        assertThat(hours(0).cpuCoverage(0)).isEqualTo(3.0 / 12);
        assertThat(hours(1).hasCpu(0)).isFalse();
    }

    /** A stream tells no period: points of five minutes lie on the grid of a minute. */
    @Test
    void shouldTellHowMuchOfAnHourWasMeasured() {
        fold(profile, Signals.points(RESOURCE, CPU, START, 60, new int[] {0, 5, 59}, three(1), three(1), 1));
        fold(profile, Signals.points(RESOURCE, CPU, hour(1).start(), 1200, new int[] {1}, one(1), one(1), 1));
        fold(profile, Signals.metric(RESOURCE, CPU, hour(2).start(), 1, 1));

        assertThat(hours(0).cpuCoverage(0)).isEqualTo(3.0 / 12);
        assertThat(hours(1).cpuCoverage(0)).isEqualTo(4.0 / 12);
        assertThat(hours(2).cpuCoverage(0)).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatIsNoMeasurement() {
        fold(profile, point(0, Double.NaN, 5));
        fold(profile, point(1, -1, 5));
        fold(profile, point(2, 50, 0));

        assertThat(hours(0).hasCpu(0)).isFalse();
        assertThat(hours(1).hasCpu(0)).isFalse();
        assertThat(hours(2).hasCpu(0)).isFalse();
    }

    @Test
    void shouldKeepFinalHoursAsTheyWere() {
        fold(profile, point(0, 40, 3));

        profile.close(hour(0), 15);

        assertThat(hours(0).cpuMean(0)).isEqualTo(40);
        assertThat(InstanceProfileUpdater.fold(profile, point(0, 90, 9), Defaults.cards(), hour(0), null))
                .isEqualTo(1);
        assertThat(hours(0).cpuMean(0)).isEqualTo(40);
    }

    @Test
    void shouldForgetDaysThatNoRuleLooksAt() {
        for (int number = 0; number < 20 * 24; number++) {
            fold(profile, point(number, 1, 1));
            profile.close(hour(number), 15);
        }

        assertThat(hours(0).hasCpu(0)).isFalse();
        assertThat(hours(6 * 24).hasCpu(0)).isTrue();
    }

    @Test
    void shouldNotGrowYoungerByARestart() {
        fold(profile, point(0, 1, 1));
        fold(profile, changed(Change.STOPPED, 5, "a"));
        fold(profile, changed(Change.STARTED, 100, "b"));

        assertThat(profile.at(hour(168), BackfillHorizon.NONE).isOlderThan(Duration.ofDays(7)))
                .isTrue();
        assertThat(profile.at(hour(166), BackfillHorizon.NONE).isOlderThan(Duration.ofDays(7)))
                .isFalse();
    }

    @Test
    void shouldKnowTheStateByTheLastThatToldIt() {
        fold(profile, changed(Change.STOPPED, 5, "a"));
        fold(profile, changed(Change.STARTED, 8, "b"));
        fold(profile, Signals.listed(RESOURCE, START.plus(10, ChronoUnit.HOURS), "stopped", Map.of()));

        assertThat(state(5)).isEqualTo("stopped");
        assertThat(state(8)).isEqualTo("running");
        assertThat(state(9)).isEqualTo("stopped");
    }

    @Test
    void shouldTellOfTheTimeBeforeByWhatIsSurelyHere() {
        fold(profile, changed(Change.STARTED, 8, "b"));
        fold(profile, Signals.listed(RESOURCE, START.plus(20, ChronoUnit.HOURS), "running", Map.of("team", "x")));
        long listed = START.plus(20, ChronoUnit.HOURS).toEpochMilli();

        assertThat(profile.at(hour(3), FAR).facts().state()).isEqualTo("stopped");
        assertThat(profile.at(hour(3), new BackfillHorizon(listed, 0)).facts().state())
                .isEqualTo("running");
        assertThat(profile.at(hour(3), BackfillHorizon.NONE).facts().state()).isNull();
        assertThat(profile.at(hour(3), FAR).facts().tag("team")).isEqualTo("x");
    }

    @Test
    void shouldKnowThatItWasNotThereBeforeItWasCreated() {
        fold(profile, changed(Change.CREATED, 8, "b"));

        assertThat(profile.at(hour(3), FAR).facts().state()).isEqualTo("absent");
        assertThat(state(8)).isEqualTo("running");
    }

    @Test
    void shouldSetAndRemoveTags() {
        fold(profile, Signals.listed(RESOURCE, START.plusSeconds(1), "running", Map.of("team", "x", "a", "b")));
        fold(profile, Signals.changed(RESOURCE, Change.TAGGED, START.plusSeconds(2), "a", Map.of("tag:team", "y")));
        fold(profile, Signals.changed(RESOURCE, Change.UNTAGGED, START.plusSeconds(3), "b", Map.of("tag:a", "")));

        assertThat(profile.at(hour(0), BackfillHorizon.NONE).facts().tags()).isEqualTo(Map.of("team", "y"));
    }

    @Test
    void shouldRefuseColumnsOfUnequalLength() {
        Signal good = point(0, 1, 1);
        Signal bad = good.toBuilder()
                .setMetric(good.getMetric().toBuilder().addMean(3))
                .build();

        assertThatThrownBy(() -> InstanceProfileUpdater.check(bad))
                .isInstanceOf(MalformedSignalException.class)
                .hasMessageContaining("columns");
    }

    @Test
    void shouldKeepTheSameOfJoinedAndOfSeparateMetrics() {
        Random random = new Random(1);
        List<Signal> signals = new ArrayList<>();
        for (int hour = 0; hour < 60; hour++) {
            Life.SPORADIC.hour(RESOURCE, hour, START, random, signals);
        }
        InstanceProfile separate = Defaults.instances().blank(RESOURCE);
        signals.forEach(signal -> fold(separate, signal));

        new MetricRegrouping(0).of(signals).forEach(signal -> fold(profile, signal));

        for (int number = 0; number < 60; number++) {
            assertThat(told(profile, hour(number))).isEqualTo(told(separate, hour(number)));
        }
        assertThat(profile.encode()).isEqualTo(separate.encode());
        assertThat(profile.encodeFacts()).isEqualTo(separate.encodeFacts());
    }

    @Test
    void shouldCountTheLatePointsOfAllJoinedMetricsAndKeepTheOthers() {
        Signal joined = joined(point(1, 10, 5), point(2, 20, 5), bytes(1), bytes(2), bytes(3));

        int late = InstanceProfileUpdater.fold(profile, joined, Defaults.cards(), hour(1), null);

        assertThat(late).isEqualTo(2);
        assertThat(hours(2).cpuMean(0)).isEqualTo(20);
        assertThat(InstanceProfileUpdater.earliest(joined)).isEqualTo(hour(1));
    }

    /** Separate ones are neither kept nor checked, nor do they count as late. */
    @Test
    void shouldIgnoreJoinedMetricsThatAreNotKept() {
        Signal other = rename(point(0, 10, 5), "AWS/EC2 DiskReadOps");
        Signal invalid = other.toBuilder()
                .setMetric(other.getMetric().toBuilder().addMean(3))
                .build();
        Signal joined = joined(invalid, point(4, 10, 5));

        assertThatCode(() -> InstanceProfileUpdater.check(joined)).doesNotThrowAnyException();
        assertThat(InstanceProfileUpdater.isKept(joined)).isTrue();
        assertThat(InstanceProfileUpdater.isKept(joined(other, other))).isFalse();
        assertThat(InstanceProfileUpdater.earliest(joined)).isEqualTo(hour(4));
        assertThat(InstanceProfileUpdater.fold(profile, joined, Defaults.cards(), hour(3), null))
                .isZero();
    }

    /** nvidia-smi that prints each second at times prints twice in one. */
    @Test
    void shouldKeepTheGreatestOfSeveralGpuReadingsOfASecond() {
        long time = START.toEpochMilli();
        for (List<CardSample.Builder> samples : List.of(
                List.of(gpuReading(time + 3, 90), gpuReading(time + 998, 10), gpuReading(time + 1000, 0)),
                List.of(gpuReading(time + 1000, 0), gpuReading(time + 998, 10), gpuReading(time + 3, 90)))) {
            InstanceProfile one = Defaults.instances().blank(RESOURCE);
            Card.Builder gpu = Card.newBuilder().setUuid("GPU-1");
            samples.forEach(gpu::addSamples);

            fold(one, Signals.cards(RESOURCE, START, gpu));

            HourlyGpuWindow window =
                    one.at(hour(0), BackfillHorizon.NONE).gpus(1).get(0);
            assertThat(window.readings(0)).isEqualTo(2);
            assertThat(window.utilization(0)).isEqualTo(45);
        }
    }

    private static CardSample.Builder gpuReading(long time, double utilization) {
        return CardSample.newBuilder().setTime(time).setUtilization(utilization);
    }

    @Test
    void shouldRefuseJoinedMetricsOfWhichOneIsMalformed() {
        Signal good = point(0, 1, 1);
        Signal bad = good.toBuilder()
                .setMetric(good.getMetric().toBuilder().addMean(3))
                .build();

        assertThatThrownBy(() -> InstanceProfileUpdater.check(joined(good, bad)))
                .isInstanceOf(MalformedSignalException.class)
                .hasMessageContaining("columns");
    }

    private static Signal joined(Signal... signals) {
        MetricSet.Builder set = MetricSet.newBuilder();
        for (Signal signal : signals) {
            set.addMetrics(signal.getMetric());
        }
        return signals[0].toBuilder().setMetricSet(set).build();
    }

    private static Signal bytes(int hour) {
        return Signals.bytes(RESOURCE, Signals.NETWORK_IN, START.plus(hour, ChronoUnit.HOURS), 1000);
    }

    private static Signal rename(Signal signal, String metric) {
        return signal.toBuilder()
                .setMetric(signal.getMetric().toBuilder().setMetric(metric))
                .build();
    }

    private String told(InstanceProfile one, Hour hour) {
        InstanceSnapshot snapshot = one.at(hour, FAR);
        StringBuilder text = new StringBuilder(snapshot.facts().toString());
        InstanceHours usage = snapshot.hours(1);
        text.append(usage.cpuMean(0)).append(usage.cpuMaximum(0)).append(usage.networkBytes(0));
        return text.toString();
    }

    private String state(int number) {
        return profile.at(hour(number), BackfillHorizon.NONE).facts().state();
    }

    private InstanceHours hours(int number) {
        return profile.at(hour(number), BackfillHorizon.NONE).hours(1);
    }

    private static Hour hour(int number) {
        return Hour.of(START).plus(number);
    }

    private static Signal point(int hour, double mean, double count) {
        return Signals.points(
                RESOURCE,
                CPU,
                START.plus(hour, ChronoUnit.HOURS),
                60,
                new int[] {0},
                new double[] {mean},
                new double[] {mean},
                count);
    }

    private static Signal changed(Change change, int hour, String id) {
        return Signals.changed(
                RESOURCE, change, START.plus(hour, ChronoUnit.HOURS).plusSeconds(1), id, Map.of());
    }

    private static double[] one(double value) {
        return new double[] {value};
    }

    private static double[] three(double value) {
        return new double[] {value, value, value};
    }
}
