package dev.gleaner.analyzer.kind;

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
import dev.gleaner.analyzer.rule.instance.IdleNotebookConfig;
import dev.gleaner.analyzer.rule.instance.PreviousGenerationConfig;
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
import dev.gleaner.analyzer.rule.storage.UntaggedImageStorage;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.analyzer.rule.tags.MissingTagsConfig;
import dev.gleaner.analyzer.rule.training.TrainingHostConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.util.List;

/**
 * Registers what is configured for the rules with the configuration, since {@link AnalyzedKinds} reads it there and nobody injects it.
 * The kinds ask for it only when they make their rules, from a configuration that has it already, so that it is listed here too; a test
 * compares the list with what they ask for.
 */
public final class RuleConfigMappings implements SmallRyeConfigBuilderCustomizer {

    /** All that the rules of the kinds ask for. */
    public static final List<Class<?>> ALL = List.of(
            WorkHoursConfig.class,
            IdleInstanceConfig.class,
            SporadicInstanceConfig.class,
            IdleGpuConfig.class,
            UnderusedGpuConfig.class,
            OversizedInstanceConfig.class,
            PreviousGenerationConfig.class,
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
            IdleNotebookConfig.class,
            TrainingHostConfig.class,
            OversizedEndpointConfig.class,
            OversizedFleetConfig.class,
            ListingsConfig.class,
            ForgottenStorageConfig.class,
            OldVolumeTypeConfig.class,
            UntaggedImageStorage.Config.class,
            LogRetentionConfig.class,
            MissingTagsConfig.class);

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        ALL.forEach(builder::withMapping);
    }
}
