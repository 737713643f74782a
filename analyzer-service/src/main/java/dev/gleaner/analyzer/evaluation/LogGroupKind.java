package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileUpdater;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Log groups of CloudWatch, evaluated by their listings and by the bytes that they take in. Only the listings are required: what is
 * stored is evaluated without any metric. The metrics are expected, so that the days that a collector requests at its start are there
 * before hours become final.
 */
final class LogGroupKind extends InventoryKind<LogGroupFacts> {

    private static final TrafficRoute ITSELF = new TrafficRoute("", "");

    private final PriceBook prices;
    private final RuleSet<PricedSnapshot<LogGroupFacts>> ruleSet;

    LogGroupKind(PriceBook prices, RuleSet<PricedSnapshot<LogGroupFacts>> ruleSet) {
        super(
                "log-groups",
                new InventoryProfileMapper<>("", LogGroupKind::isLogGroup, LogGroupFacts.class),
                RequiredSources.of(RequiredSources.Category.LOG_GROUPS)
                        .expecting(RequiredSources.Category.LOG_METRICS));
        this.prices = prices;
        this.ruleSet = ruleSet;
    }

    private static boolean isLogGroup(Arn resource) {
        return resource.service().equals("logs") && resource.resource().startsWith("log-group:");
    }

    @Override
    LogGroupFacts facts(Signal listing) {
        return LogGroupFacts.of(listing);
    }

    @Override
    boolean carriesTraffic(Signal signal) {
        return InventoryProfileUpdater.hasLogBytes(signal);
    }

    @Override
    Optional<TrafficRoute> route(Signal signal) {
        return Optional.of(ITSELF);
    }

    @Override
    int foldTraffic(
            InventoryProfile<LogGroupFacts> group, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
        return InventoryProfileUpdater.foldLogBytes(group, signal, closed);
    }

    @Override
    int daysKept() {
        return ruleSet.daysKept();
    }

    @Override
    int maxParts() {
        return 1;
    }

    @Override
    boolean reportsRarely() {
        return true;
    }

    @Override
    List<EpisodeStore.Key> episodeKeys(InventoryProfile<LogGroupFacts> group) {
        return ruleSet.episodeKeys(group.resource()).toList();
    }

    @Override
    List<RuleEvaluation> evaluate(InventorySnapshot<LogGroupFacts> snapshot, EvaluationBounds bounds) {
        return ruleSet.evaluate(new PricedSnapshot<>(snapshot, prices.on(snapshot.hour())::amount), bounds)
                .toList();
    }
}
