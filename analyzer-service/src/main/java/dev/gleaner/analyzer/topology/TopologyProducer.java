package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.analysis.AnalysisConfig;
import dev.gleaner.analyzer.analysis.Tally;
import dev.gleaner.analyzer.price.Catalogue;
import dev.gleaner.analyzer.rule.instance.CardsConfig;
import dev.gleaner.analyzer.rule.instance.EnvironmentConfig;
import dev.gleaner.analyzer.rule.instance.IdleGpuConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.UnderusedGpuConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;

/** The topology as configured. */
@Dependent
class TopologyProducer {

    @Produces
    @Singleton
    ProcessorSettings settings(
            AnalysisConfig analysis,
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            CardsConfig cards,
            EnvironmentConfig environment) {
        return new ProcessorSettings(
                InstanceRules.of(idle, sporadic, idleGpu, underusedGpu, cards, environment),
                cards.limits(),
                Catalogue.bundled(),
                analysis.timing(),
                analysis.cachedProfiles(),
                analysis.hoursPerTurn(),
                new Tally(),
                new Standings());
    }

    @Produces
    @Singleton
    Topology topology(ProcessorSettings settings) {
        return AnalyzerTopology.build(settings, StoreKind.PERSISTENT);
    }
}
