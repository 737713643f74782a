package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.storage.OldVolumeType;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * EBS volumes, evaluated by their type and by their I/O. Separate from {@link ListedKind#volumes}, as it waits for metrics, for
 * which {@code forgotten-storage} must not wait. Without metrics, types alone are evaluated all the same.
 */
final class VolumePerformanceKind extends InventoryKind<VolumeFacts> {

    private static final String KEY_PREFIX = "performance ";

    private final PriceBook prices;
    private final OldVolumeType rule;
    private final RuleSet<PricedSnapshot<VolumeFacts>> ruleSet;

    VolumePerformanceKind(PriceBook prices, OldVolumeType rule, ExemptionSource exemptions) {
        super(
                "volume-performance",
                new InventoryProfileMapper<>(
                        KEY_PREFIX, ListedKind::isVolume, VolumeFacts.class, InventoryProfileMapper.Use.VOLUME_USE),
                RequiredSources.of(RequiredSources.Category.VOLUMES, RequiredSources.Category.VOLUME_METRICS));
        this.prices = prices;
        this.rule = rule;
        this.ruleSet = new RuleSet<>(List.of(rule), prices, exemptions);
    }

    @Override
    VolumeFacts facts(Signal listing) {
        return VolumeFacts.of(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return false;
    }

    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.empty();
    }

    @Override
    boolean isRelevant(Signal signal) {
        return InventoryProfileUpdater.hasMetrics(signal) || super.isRelevant(signal);
    }

    /** Metrics are late by the sources of their own account and region, like listings. */
    @Override
    AccountRegion accountRegion(InventoryProfile<VolumeFacts> volume, Signal signal) {
        return InventoryProfileUpdater.hasMetrics(signal)
                ? new AccountRegion(signal.getAccount(), signal.getRegion())
                : super.accountRegion(volume, signal);
    }

    @Override
    int fold(InventoryProfile<VolumeFacts> volume, Signal signal, @Nullable Hour closed, @Nullable Hour settled) {
        return InventoryProfileUpdater.hasMetrics(signal)
                ? InventoryProfileUpdater.foldVolumeUse(volume, signal, closed)
                : super.fold(volume, signal, closed, settled);
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return 0;
    }

    @Override
    boolean reportsRarely() {
        return true;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<VolumeFacts> volume) {
        return ruleSet.episodeKeys(volume.resource()).toList();
    }

    /** Metrics that did not report are not needed for each type of volume, and the rule itself knows which minutes are known. */
    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<VolumeFacts> snapshot, EvaluationBounds bounds) {
        PricedSnapshot<VolumeFacts> input = new PricedSnapshot<>(snapshot, prices.on(snapshot.hour())::amount);
        boolean isListed = !bounds.missing(snapshot.hour()).contains(RequiredSources.Category.VOLUMES);
        return List.of(isListed ? ruleSet.evaluate(rule, input) : ruleSet.evaluate(rule, input, bounds));
    }
}
