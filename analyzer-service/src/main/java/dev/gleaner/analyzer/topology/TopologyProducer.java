package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.rule.RuleBook;
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
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.StoppedInstanceConfig;
import dev.gleaner.analyzer.rule.instance.UnderusedGpuConfig;
import dev.gleaner.analyzer.rule.instance.WorkHoursConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedEndpointConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.instance.size.OversizedInstanceConfig;
import dev.gleaner.analyzer.rule.logs.LogRetentionConfig;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.rule.storage.ForgottenStorageConfig;
import dev.gleaner.analyzer.rule.storage.ListedRules;
import dev.gleaner.analyzer.rule.storage.ListingsConfig;
import dev.gleaner.analyzer.rule.storage.OldVolumeTypeConfig;
import dev.gleaner.analyzer.rule.storage.StorageLifecycleConfig;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.analyzer.rule.tags.MissingTagsConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import dev.gleaner.analyzer.spend.SpendConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.Topology;

/** Produces the topology from the configuration. */
@Dependent
class TopologyProducer {

    @Produces
    @Singleton
    InstanceRules instanceRules(
            WorkHoursConfig work,
            IdleInstanceConfig idle,
            SporadicInstanceConfig sporadic,
            IdleGpuConfig idleGpu,
            UnderusedGpuConfig underusedGpu,
            OversizedInstanceConfig oversized,
            StoppedInstanceConfig stopped,
            GpuReadingConfig gpuReadings,
            EnvironmentConfig environment,
            MissingTagsConfig tags) {
        return InstanceRules.of(
                work,
                idle,
                sporadic,
                idleGpu,
                underusedGpu,
                oversized,
                stopped,
                gpuReadings,
                environment,
                MissingTags.Limits.of(tags));
    }

    @Produces
    @Singleton
    ListedRules listedRules(
            ListingsConfig listings,
            ForgottenStorageConfig forgotten,
            OldVolumeTypeConfig type,
            LogRetentionConfig logs) {
        return ListedRules.of(listings, forgotten, type, logs);
    }

    @Produces
    @Singleton
    TrainingHostRules trainingHostRules(TrainingHostConfig training, EnvironmentConfig environment) {
        return TrainingHostRules.of(training, environment);
    }

    @Produces
    @Singleton
    ProcessorSettings settings(
            AnalyzerConfig analysis,
            InstanceRules instances,
            StorageLifecycleConfig lifecycle,
            CrossRegionReadConfig read,
            RepeatedDownloadConfig repeated,
            NatToS3Config nat,
            CrossZoneTrafficConfig zones,
            InternetEgressConfig internet,
            IdleGatewayConfig gateway,
            IdleEndpointConfig endpoint,
            TrainingHostRules training,
            OversizedEndpointConfig oversizedEndpoint,
            OversizedFleetConfig oversizedFleet,
            ListedRules listed,
            MissingTagsConfig tags,
            SpendConfig spend,
            UnitCostConfig unitCost,
            UnusedCommitmentConfig unusedCommitment) {
        return new ProcessorSettings(
                RuleBook.of(
                        instances,
                        lifecycle,
                        read,
                        repeated,
                        nat,
                        zones,
                        internet,
                        gateway,
                        endpoint,
                        training,
                        oversizedEndpoint,
                        oversizedFleet,
                        listed,
                        MissingTags.Limits.of(tags)),
                BundledPriceSource.bundled(),
                analysis.timing(),
                SpendSettings.of(spend),
                SpendRules.of(unitCost, unusedCommitment),
                ThreadTimeBudget.ofEachThread(),
                new SignalCounters(),
                new PartitionProgressRegistry());
    }

    @Produces
    @Singleton
    Topology topology(ProcessorSettings settings, StoreConfig stores) {
        return AnalyzerTopology.build(settings, stores.type());
    }
}
