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
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.IdleGatewayConfig;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.egress.RepeatedDownloadConfig;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.IdleEndpointConfig;
import dev.gleaner.analyzer.rule.instance.IdleGpuConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.StoppedInstanceConfig;
import dev.gleaner.analyzer.rule.instance.UnderusedGpuConfig;
import dev.gleaner.analyzer.rule.instance.WorkHoursConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedInstanceConfig;
import dev.gleaner.analyzer.rule.logs.LogRetentionConfig;
import dev.gleaner.analyzer.rule.storage.ForgottenStorageConfig;
import dev.gleaner.analyzer.rule.storage.ListingsConfig;
import dev.gleaner.analyzer.rule.storage.OldVolumeTypeConfig;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.analyzer.rule.tags.MissingTagsConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostConfig;
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

    /** The configuration of the evaluation: timing, and the limits of all rules. */
    public static final List<Class<?>> CONFIG_MAPPINGS = List.of(
            AnalyzerConfig.class,
            WorkHoursConfig.class,
            IdleInstanceConfig.class,
            SporadicInstanceConfig.class,
            IdleGpuConfig.class,
            UnderusedGpuConfig.class,
            OversizedInstanceConfig.class,
            StoppedInstanceConfig.class,
            GpuReadingConfig.class,
            EnvironmentConfig.class,
            StorageLifecycleConfig.class,
            CrossRegionReadConfig.class,
            RepeatedDownloadConfig.class,
            NatToS3Config.class,
            CrossZoneTrafficConfig.class,
            InternetEgressConfig.class,
            IdleGatewayConfig.class,
            IdleEndpointConfig.class,
            TrainingHostConfig.class,
            OversizedEndpointConfig.class,
            OversizedFleetConfig.class,
            ListingsConfig.class,
            ForgottenStorageConfig.class,
            OldVolumeTypeConfig.class,
            LogRetentionConfig.class,
            MissingTagsConfig.class);

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
        CONFIG_MAPPINGS.forEach(builder::withMapping);
        SmallRyeConfig config = builder.build();
        return new Backtest(
                AnalyzedKinds.of(config::getConfigMapping, prices, exemptions),
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
