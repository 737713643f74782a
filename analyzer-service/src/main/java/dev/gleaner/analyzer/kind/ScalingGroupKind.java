package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.InstanceTypeTable;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleet;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Auto Scaling groups, evaluated by the load of their instances; both are read once a day. Separate from {@link TrainingHostKinds}, which
 * wait for CloudTrail data.
 */
final class ScalingGroupKind extends KindDefinition<ScalingGroupFacts, HourlyCounterHistory> {

    private ScalingGroupKind(
            Builder<ScalingGroupFacts, HourlyCounterHistory> builder,
            KindRules<ScalingGroupFacts, HourlyCounterHistory> rules) {
        super(builder, rules);
    }

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
        Builder<ScalingGroupFacts, HourlyCounterHistory> builder = KindDefinition.of(
                        "scaling-groups",
                        ResourceKind.AUTO_SCALING_GROUP,
                        ScalingGroupFacts.class,
                        ScalingGroupFacts::of)
                .keysWith("fleet ")
                .awaits(RequiredSources.of(
                        Category.listingOf(ResourceKind.AUTO_SCALING_GROUP),
                        Category.metricsOf(ResourceKind.AUTO_SCALING_GROUP)))
                .reportsRarely()
                .keeps(
                        () -> new HourlyCounterHistory(1, ScalingGroupSnapshot::busiestHour),
                        InventoryProfileUpdater::hasGroupMetrics,
                        InventoryProfileUpdater::foldGroupMetrics);
        return context -> new ScalingGroupKind(
                builder, builder.rulesOf(ScalingGroupSnapshot::new, context.rules(oversized, tags)));
    }

    /** A listing tells how many instances there are in its hour. */
    @Override
    protected int fold(
            InventoryProfile<ScalingGroupFacts, HourlyCounterHistory> group,
            Signal signal,
            @Nullable Hour closed,
            @Nullable Hour settled) {
        if (signal.hasInventory()) {
            InventoryProfileUpdater.foldGroupSize(group.history(), group.timeline(), signal, closed);
        }
        return super.fold(group, signal, closed, settled);
    }
}
