package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An account whose past is read at the first start: hours of 62 days, and points of five minutes of the last 14, in whatever order. */
class FirstHourTest {

    private static final Instant NOW = Instant.parse("2026-07-31T10:00:00Z");
    private static final String HOST = Signals.instance("i-host");
    private static final int DAY = 24;
    private static final int RECENT = 14 * DAY;
    private static final int SIGNAL = 500;
    private static final int ALL = 62 * DAY;

    private final Seeing said = new Seeing();
    private final PartitionEvaluator evaluator = Defaults.evaluator(PartitionStores.inMemory(), said);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHaveALongHistoryAfterOneRun(long seed) {
        start(ALL, Set.of(), new Random(seed));

        assertThat(idle())
                .hasValueSatisfying(
                        finding -> assertThat(history(finding).fallsShort()).isFalse());
    }

    @Test
    void shouldHaveAShortHistoryWithoutThePast() {
        start(RECENT, Set.of(), new Random(1));

        assertThat(idle())
                .hasValueSatisfying(
                        finding -> assertThat(history(finding).fallsShort()).isTrue());
    }

    /** It worked at the end of May and of June. */
    @Test
    void shouldNotFindWhatWorksAtTheEndOfEachMonth() {
        start(ALL, Set.of(31 * DAY, 61 * DAY), new Random(1));

        assertThat(idle()).isEmpty();
    }

    private static Evidence history(Finding finding) {
        return finding.evidence().stream()
                .filter(evidence -> evidence.name().equals(Evidence.HISTORY))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Finding> idle() {
        return said.findings().stream()
                .filter(finding -> finding.rule().equals("idle-instance"))
                .reduce((earlier, later) -> later)
                .filter(finding -> finding.status() == Finding.Status.OPEN);
    }

    /**
     * One run.
     *
     * @param busy hours ago in which it was at work
     */
    private void start(int hours, Set<Integer> busy, Random order) {
        List<Metric> metrics = new ArrayList<>();
        List<Signal> signals = new ArrayList<>();
        signals.add(Signals.listed(HOST, NOW, Signals.running().putTags("environment", "dev")));
        for (int ago = 1; ago <= hours; ago++) {
            double cpu = busy.contains(ago) ? 70 : 1;
            Instant hour = NOW.minus(ago, ChronoUnit.HOURS);
            metrics.add((ago > RECENT ? Signals.metric(HOST, Signals.CPU, hour, cpu, cpu) : fiveMinutes(hour, cpu))
                    .getMetric());
            metrics.add(Signals.bytes(HOST, Signals.NETWORK_IN, hour, 1000).getMetric());
            metrics.add(Signals.bytes(HOST, Signals.NETWORK_OUT, hour, 1000).getMetric());
        }
        Collections.shuffle(metrics, order);
        for (int from = 0; from < metrics.size(); from += SIGNAL) {
            signals.add(Signals.metrics(HOST, NOW, metrics.subList(from, Math.min(from + SIGNAL, metrics.size()))));
        }
        Collections.shuffle(signals, order);
        signals.forEach(signal -> Signals.send(signal, evaluator));
        Signals.send(Signals.progress("inventory", NOW), evaluator);
        Signals.send(Signals.progress("get-metric-data", NOW), evaluator);
        evaluator.evaluate(Integer.MAX_VALUE);
    }

    private static Signal fiveMinutes(Instant hour, double cpu) {
        double[] values = new double[12];
        Arrays.fill(values, cpu);
        return Signals.points(
                HOST, Signals.CPU, hour, 300, IntStream.range(0, 12).toArray(), values, values, 5);
    }
}
