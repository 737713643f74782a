package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.analysis.AnalysisConfig;
import dev.gleaner.analyzer.analysis.Tally;
import dev.gleaner.analyzer.price.Catalogue;
import dev.gleaner.analyzer.rule.RuleBook;
import dev.gleaner.analyzer.rule.egress.CrossRegionReadConfig;
import dev.gleaner.analyzer.rule.egress.CrossZoneTrafficConfig;
import dev.gleaner.analyzer.rule.egress.InternetEgressConfig;
import dev.gleaner.analyzer.rule.egress.NatToS3Config;
import dev.gleaner.analyzer.rule.instance.CardsConfig;
import dev.gleaner.analyzer.rule.instance.EnvironmentConfig;
import dev.gleaner.analyzer.rule.instance.IdleGpuConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.UnderusedGpuConfig;
import dev.gleaner.analyzer.rule.instance.WorkConfig;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;

/** The topology as configured. */
@Dependent
class TopologyProducer {

    @Produces
    @Singleton
    InstanceRules instanceRules(
            WorkConfig work,
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            CardsConfig cards,
            EnvironmentConfig environment) {
        return InstanceRules.of(work, idle, sporadic, idleGpu, underusedGpu, cards, environment);
    }

    @Produces
    @Singleton
    ProcessorSettings settings(
            AnalysisConfig analysis,
            InstanceRules instances,
            StorageLifecycleConfig lifecycle,
            CrossRegionReadConfig read,
            NatToS3Config nat,
            CrossZoneTrafficConfig zones,
            InternetEgressConfig internet) {
        return new ProcessorSettings(
                RuleBook.of(instances, lifecycle, read, nat, zones, internet),
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
