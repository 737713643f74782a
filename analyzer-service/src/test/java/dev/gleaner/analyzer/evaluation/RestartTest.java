package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.LawSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not on the shelves does not matter. */
class RestartTest {

    private static final Backtest BACKTEST = Recording.backtest();
    private static final List<Signal> SIGNALS = Recording.of(7);
    private static final Signal LAST_PROGRESS = SIGNALS.stream()
            .filter(Signal::hasProgress)
            .reduce((first, second) -> second)
            .orElseThrow();
    private static final Backtest.Result EXPECTED = BACKTEST.run(SIGNALS);

    static LongStream seeds() {
        return LawSeeds.of(1, 3);
    }

    @Test
    void shouldSayTheSameWhenItStartsAnewAllTheTimeAndForgetsNearlyEveryProfile() throws MalformedSignalException {
        List<Finding> findings = new ArrayList<>();
        PartitionStores partitionStores = PartitionStores.inMemory();
        PartitionEvaluator partitionEvaluator = analysis(partitionStores, findings);
        for (int place = 0; place < SIGNALS.size(); place++) {
            Signal signal = SIGNALS.get(place);
            partitionEvaluator.accept(signal);
            if (place % 501 == 0) {
                partitionEvaluator = analysis(partitionStores, findings);
            }
            if (signal.hasProgress() && partitionEvaluator.evaluate(3) > 0 && place % 3 == 0) {
                partitionEvaluator = analysis(partitionStores, findings);
            }
            while (signal.hasProgress() && partitionEvaluator.evaluate(3) > 0) {
                // Goes on until nothing is due.
            }
        }

        assertThat(findings).containsExactlyInAnyOrderElementsOf(EXPECTED.findings());
        assertThat(findings).hasSizeGreaterThan(20);
    }

    /** Otherwise it reads all profiles before its first signal. */
    @Test
    void shouldEvaluateNothingAgainAfterARestart() throws MalformedSignalException {
        PartitionStores partitionStores = PartitionStores.inMemory();
        PartitionEvaluator partitionEvaluator = analysis(partitionStores, new ArrayList<>());
        for (Signal signal : SIGNALS) {
            partitionEvaluator.accept(signal);
        }
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
        PartitionProgress before = partitionEvaluator.progress();

        PartitionEvaluator restarted = analysis(partitionStores, new ArrayList<>());
        boolean isDue = restarted.isDue();
        PartitionProgress after = restarted.progress();
        restarted.accept(LAST_PROGRESS);

        assertThat(isDue).isFalse();
        assertThat(before.judgedThrough()).isNotNull();
        assertThat(after).isEqualTo(before);
        assertThat(restarted.isDue()).isFalse();
    }

    @Test
    void shouldEvaluateAfterARestartOnlyWhatWasDueAndNotDone() throws MalformedSignalException {
        PartitionStores partitionStores = PartitionStores.inMemory();
        PartitionEvaluator partitionEvaluator = analysis(partitionStores, new ArrayList<>());
        for (Signal signal : SIGNALS) {
            partitionEvaluator.accept(signal);
        }
        long all = partitionEvaluator.progress().due();
        // Not amid the hours of a deleted resource: those after its deletion are no longer due once it is forgotten.
        int done = partitionEvaluator.evaluate((int) all / 3);

        PartitionEvaluator restarted = analysis(partitionStores, new ArrayList<>());

        assertThat(restarted.progress().due()).isEqualTo(all - done);
        assertThat(restarted.evaluate(Integer.MAX_VALUE)).isEqualTo(all - done);
        assertThat(restarted.progress().due()).isZero();
    }

    /** When hours are evaluated follows the clock of the machine, what is found must not. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindTheSameForGoodWheneverItEvaluates(long seed) throws MalformedSignalException {
        Random random = new Random(seed);
        List<Finding> findings = new ArrayList<>();
        PartitionEvaluator partitionEvaluator = analysis(PartitionStores.inMemory(), findings);
        for (Signal signal : SIGNALS) {
            partitionEvaluator.accept(signal);
            if (random.nextInt(20) == 0) {
                partitionEvaluator.evaluate(count -> random.nextInt(10) > 0);
            }
        }
        partitionEvaluator.evaluate(Integer.MAX_VALUE);

        assertThat(findings)
                .filteredOn(finding -> !finding.provisional() && finding.revision() == 0)
                .containsExactlyInAnyOrderElementsOf(EXPECTED.finals());
    }

    private static PartitionEvaluator analysis(PartitionStores partitionStores, List<Finding> findings) {
        FindingSink findingSink = new FindingSink() {
            @Override
            public void publish(Finding finding) {
                findings.add(finding);
            }

            @Override
            public void confirm(String findingId, FindingConfirmation confirmation) {}
        };
        return new PartitionEvaluator(
                partitionStores, BACKTEST.kinds(), BACKTEST.timing(), findingSink, new SignalCounters());
    }
}
