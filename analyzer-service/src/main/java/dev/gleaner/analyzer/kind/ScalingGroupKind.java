package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupMetrics;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.InstanceTypeTable;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleet;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Set;

/**
 * Auto Scaling groups, evaluated by the load of their instances; both are read once a day. Separate from {@link TrainingHostKinds}, which
 * wait for CloudTrail data.
 */
final class ScalingGroupKind {

    private ScalingGroupKind() {}

    /**
     * Evaluates them.
     *
     * @param trainingTags of groups whose number of instances a training run sets, {@code key=value} in lower case
     */
    static KindFactory of(RuleSettings settings, Set<String> trainingTags) {
        OversizedFleetConfig config = settings.of(OversizedFleetConfig.class);
        OversizedFleet oversized = OversizedFleet.of(
                config,
                trainingTags,
                settings.of(GpuReadingConfig.class).accelerators(),
                InstanceTypeTable.baselines().numbers());
        MissingTags<ScalingGroupSnapshot> tags =
                MissingTags.ofScalingGroups(MissingTags.Limits.of(settings), RuleNumbers.hours(config.unlisted()));
        return context -> KindDefinition.of(
                        "scaling-groups",
                        ResourceKind.AUTO_SCALING_GROUP,
                        ScalingGroupFacts.class,
                        ScalingGroupFacts::of)
                .keysWith("fleet ")
                .awaits(RequiredSources.of(
                        Category.listingOf(ResourceKind.AUTO_SCALING_GROUP),
                        Category.metricsOf(ResourceKind.AUTO_SCALING_GROUP)))
                .reportsRarely()
                .keeps(() -> new HourlyCounterHistory(1, ScalingGroupSnapshot::busiestHour), new ScalingGroupMetrics())
                .rules(ScalingGroupSnapshot::new, context.rules(oversized, tags));
    }
}
