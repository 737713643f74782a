package dev.gleaner.benchmarks.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.benchmarks.topology.InstanceHistorySignals.Load;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class InstanceHistorySignalsTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final AccountRegion SCOPE = new AccountRegion("123456789012", "us-east-1");
    private static final String ARN =
            Arn.instance(SCOPE.region(), SCOPE.account(), "i-1").toString();
    private static final int HOURS = 8 * 24;

    @Test
    void shouldMakeAFindingDueADayAfterTheLastHourAtWork() {
        int due = HOURS - 1;
        List<Signal> signals =
                signals(hour -> hour == due - FleetPublisher.REST_HOURS ? Load.PEAK : Load.IDLE, due, due + 1);

        assertThat(Backtest.ofDefaults()
                        .run(signals.subList(0, signals.size() - 1))
                        .findings())
                .isEmpty();
        assertThat(Backtest.ofDefaults().run(signals).findings())
                .extracting(Finding::rule, Finding::status, Finding::updatedAt)
                .containsExactly(tuple("idle-instance", Finding.Status.OPEN, START.plus(Duration.ofHours(HOURS))));
    }

    @Test
    void shouldNotBeIdleForAWeekAfterABusyHour() {
        int busy = 20;
        int week = 7 * 24;
        List<Signal> signals = signals(hour -> hour == busy ? Load.BUSY : Load.IDLE, busy + week, busy + week + 1);

        assertThat(Backtest.ofDefaults()
                        .run(signals.subList(0, signals.size() - 1))
                        .findings())
                .isEmpty();
        assertThat(Backtest.ofDefaults().run(signals).findings())
                .extracting(Finding::updatedAt)
                .containsExactly(START.plus(Duration.ofHours(busy + week + 1L)));
    }

    /** The whole history, and progress through some numbers of hours. */
    private static List<Signal> signals(IntFunction<Load> load, int... throughHours) {
        List<Signal> signals = new ArrayList<>();
        signals.add(InstanceHistorySignals.listing(ARN, START));
        signals.add(InstanceHistorySignals.metrics(ARN, START, HOURS, load));
        for (int through : throughHours) {
            signals.add(InstanceHistorySignals.progress(List.of(SCOPE), START.plus(Duration.ofHours(through))));
        }
        return signals;
    }
}
