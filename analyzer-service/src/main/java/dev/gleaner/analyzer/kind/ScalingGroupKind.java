package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.instance.GpuReadingConfig;
import dev.gleaner.analyzer.rule.instance.InstanceTypeTable;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleet;
import dev.gleaner.analyzer.rule.instance.size.OversizedFleetConfig;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.analyzer.rule.training.TrainingHostRules;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Auto Scaling groups, evaluated by the load of their instances; both are read once a day. Separate from {@link TrainingHostKinds}, which
 * wait for CloudTrail data.
 */
final class ScalingGroupKind extends KindDefinition<ScalingGroupFacts> {

    private ScalingGroupKind(Builder<ScalingGroupFacts> builder, KindRules<ScalingGroupFacts> rules) {
        super(builder, rules);
    }

    static SubjectKind<?> of(KindContext context) {
        OversizedFleetConfig config = context.of(OversizedFleetConfig.class);
        Builder<ScalingGroupFacts> builder = KindDefinition.of(
                        "scaling-groups",
                        ResourceKind.AUTO_SCALING_GROUP,
                        ScalingGroupFacts.class,
                        ScalingGroupFacts::of)
                .keysWith("fleet ")
                .awaits(RequiredSources.of(Category.SCALING_GROUPS, Category.SCALING_GROUP_METRICS))
                .reportsRarely()
                .keeps(
                        1,
                        InventoryProfileUpdater::hasGroupMetrics,
                        InventoryProfileUpdater::foldGroupMetrics,
                        ScalingGroupSnapshot::busiestHour);
        return new ScalingGroupKind(
                builder,
                builder.rulesOf(
                        ScalingGroupSnapshot::new,
                        context.rules(
                                OversizedFleet.of(
                                        config,
                                        TrainingHostRules.of(context.settings()).trainingTags(),
                                        new AcceleratedSeries(context.of(GpuReadingConfig.class)
                                                .series()),
                                        InstanceTypeTable.baselines().numbers()),
                                MissingTags.ofScalingGroups(context.tags(), RuleNumbers.hours(config.unlisted())))));
    }

    /** A listing tells how many instances there are in its hour. */
    @Override
    protected int fold(
            InventoryProfile<ScalingGroupFacts> group, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        if (signal.hasInventory()) {
            InventoryProfileUpdater.foldGroupSize(group, signal, closed);
        }
        return super.fold(group, signal, closed, settled);
    }
}
