package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.kind.AnalyzedKinds;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.spend.SpendConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;

/** Produces the topology from the configuration. */
@Dependent
class TopologyProducer {

    /** Each kind takes from the configuration what its rules need. */
    @Singleton
    ProcessorSettings settings(
            SmallRyeConfig config,
            AnalyzerConfig analysis,
            SpendConfig spend,
            UnitCostConfig unitCost,
            UnusedCommitmentConfig unusedCommitment) {
        return new ProcessorSettings(
                AnalyzedKinds.of(config::getConfigMapping),
                BundledPriceSource.bundled(),
                analysis.timing(),
                SpendSettings.of(spend),
                SpendRules.of(unitCost, unusedCommitment),
                ThreadTimeBudget.ofEachThread(),
                new SignalCounters(),
                new PartitionProgressRegistry());
    }

    @Singleton
    Topology topology(ProcessorSettings settings, StoreConfig stores) {
        return AnalyzerTopology.build(settings, stores.type());
    }
}
