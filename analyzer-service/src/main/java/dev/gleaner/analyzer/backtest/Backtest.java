package dev.gleaner.analyzer.backtest;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.PartitionEvaluator;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.evaluation.SignalDeadlines;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.kind.AnalyzedKinds;
import dev.gleaner.analyzer.kind.RuleConfigMappings;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs recorded signals through the code that evaluates live ones, in memory and without Kafka. */
public record Backtest(SubjectKindRegistry kinds, AnalyzerConfig.Timing timing) {

    /** With the default configuration and the bundled prices. */
    public static Backtest ofDefaults() {
        return ofDefaults(ExemptionSource.NONE);
    }

    /** With the default configuration, the bundled prices and exemptions. */
    public static Backtest ofDefaults(ExemptionSource exemptions) {
        return of(Map.of(), new PriceBook(BundledPriceSource.bundled(), key -> List.of()), exemptions);
    }

    /** With a configuration that sets these keys only; throws when the analyzer does not know one of them. */
    public static Backtest of(Map<String, String> settings, PriceBook prices, ExemptionSource exemptions) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withDefaultValues(settings);
        RuleConfigMappings.ALL.forEach(builder::withMapping);
        builder.withMapping(AnalyzerConfig.class);
        SmallRyeConfig config = builder.build();
        return new Backtest(
                AnalyzedKinds.of(config::getConfigMapping).registry(prices, exemptions),
                config.getConfigMapping(AnalyzerConfig.class).timing());
    }

    /** The {@link SignalDeadlines deadlines} of the signals, for {@link SignalShuffler}. */
    public int[] deadlines(List<Signal> signals) {
        return SignalDeadlines.compute(signals, kinds, timing);
    }

    /** Evaluates signals in the given order; every hour is evaluated as soon as it is due. */
    public Result run(Iterable<Signal> signals) {
        SignalCounters signalCounters = new SignalCounters();
        return new Result(run(signals, signalCounters), signalCounters);
    }

    /**
     * Evaluates the signals of each partition by themselves, as the analyzer does, several partitions at the same time. The findings
     * of a partition are together, in the order of the partitions.
     */
    public Result runPartitions(List<? extends Iterable<Signal>> partitions) {
        SignalCounters signalCounters = new SignalCounters();
        List<Finding> findings = partitions.parallelStream()
                .flatMap(signals -> run(signals, signalCounters).stream())
                .toList();
        return new Result(findings, signalCounters);
    }

    private List<Finding> run(Iterable<Signal> signals, SignalCounters signalCounters) {
        List<Finding> findings = new ArrayList<>();
        PartitionEvaluator partitionEvaluator = new PartitionEvaluator(
                PartitionStores.inMemory(), kinds, timing, new CollectingFindingSink(findings), signalCounters);
        for (Signal signal : signals) {
            accept(partitionEvaluator, signal, signalCounters);
            if (signal.hasProgress()) {
                partitionEvaluator.evaluate(Integer.MAX_VALUE);
            }
        }
        return findings;
    }

    private static void accept(PartitionEvaluator partitionEvaluator, Signal signal, SignalCounters signalCounters) {
        try {
            partitionEvaluator.accept(signal);
        } catch (MalformedSignalException e) {
            signalCounters.add(SignalCounters.Fate.DEAD, 1);
        }
    }

    /**
     * The result of a run.
     *
     * @param findings all versions of all findings, those of each resource in the order of their publication
     */
    public record Result(List<Finding> findings, SignalCounters counters) {

        /** The final versions, which are the same for every order of the same signals. */
        public List<Finding> finals() {
            return findings.stream()
                    .filter(finding -> !finding.provisional() && finding.revision() == 0)
                    .toList();
        }
    }

    private record CollectingFindingSink(List<Finding> findings) implements FindingSink {
        @Override
        public void publish(Finding finding) {
            findings.add(finding);
        }

        @Override
        public void confirm(String findingId, FindingConfirmation confirmation) {
            // Confirmations are for the actuator; a backtest reports findings only.
        }
    }
}
