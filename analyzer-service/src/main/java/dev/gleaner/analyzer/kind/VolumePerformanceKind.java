package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.EpisodeStore;
import dev.gleaner.analyzer.evaluation.EvaluationBounds;
import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.history.MetricSignals;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.profile.inventory.VolumeIoSnapshot;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.analyzer.profile.volume.VolumeIoSignals;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.storage.OldVolumeType;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/**
 * EBS volumes, evaluated by their type and by their I/O. Separate from {@link VolumeKind}, as it waits for metrics, for
 * which {@code forgotten-storage} must not wait. Without metrics, types alone are evaluated all the same.
 */
final class VolumePerformanceKind extends KindDefinition<VolumeFacts, VolumeIoHistory> {

    private VolumePerformanceKind(
            Builder<VolumeFacts, VolumeIoHistory> builder, KindRules<VolumeFacts, VolumeIoHistory> rules) {
        super(builder, rules);
    }

    static KindFactory of(RuleSettings settings) {
        OldVolumeType rule = OldVolumeType.of(settings);
        return context -> new VolumePerformanceKind(
                KindDefinition.of("volume-performance", ResourceKind.VOLUME, VolumeFacts.class, VolumeFacts::of)
                        .keysWith("performance ")
                        .awaits(RequiredSources.of(
                                Category.metricsOf(ResourceKind.VOLUME), Category.listingOf(ResourceKind.VOLUME)))
                        .reportsRarely()
                        .followsCalls()
                        .keeps(VolumeIoHistory::new, new VolumeIoSignals()),
                new PerformanceRules(context, rule, context.rules(rule)));
    }

    /** Metrics are late by the sources of their own account and region, like listings. */
    @Override
    protected AccountRegion accountRegion(InventoryProfile<VolumeFacts, VolumeIoHistory> volume, Signal signal) {
        return MetricSignals.isMetric(signal)
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : super.accountRegion(volume, signal);
    }

    private record PerformanceRules(KindContext context, OldVolumeType rule, RuleSet<VolumeIoSnapshot> rules)
            implements KindRules<VolumeFacts, VolumeIoHistory> {

        @Override
        public int daysKept() {
            return rules.daysKept();
        }

        @Override
        public List<EpisodeStore.Key> episodeKeys(InventoryProfile<VolumeFacts, VolumeIoHistory> volume) {
            return rules.episodeKeys(volume.resource()).toList();
        }

        /** Metrics that did not report are not needed for each type of volume, and the rule itself knows which minutes are known. */
        @Override
        public List<RuleEvaluation> evaluate(
                InventorySnapshot<VolumeFacts, VolumeIoHistory> snapshot, EvaluationBounds bounds) {
            VolumeIoSnapshot input = new VolumeIoSnapshot(snapshot, context.pricesOf(snapshot));
            boolean isListed = !bounds.missing(snapshot.hour()).contains(Category.listingOf(ResourceKind.VOLUME));
            return List.of(isListed ? rules.evaluate(rule, input) : rules.evaluate(rule, input, bounds));
        }
    }
}
