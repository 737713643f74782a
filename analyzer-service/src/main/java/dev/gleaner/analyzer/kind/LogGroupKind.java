package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.LogGroupSnapshot;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.logs.LogRetention;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/**
 * Log groups of CloudWatch, evaluated by their listings and by the bytes that they take in. Only the listings are required: what is
 * stored is evaluated without any metric. The metrics are expected, so that the days that a collector requests at its start are there
 * before hours become final.
 */
final class LogGroupKind {

    private LogGroupKind() {}

    static KindFactory of(RuleSettings settings) {
        LogRetention retention = LogRetention.of(settings);
        MissingTags<LogGroupSnapshot> tags = MissingTags.ofLogGroups(
                MissingTags.Limits.of(settings), retention.silence().hours());
        return context -> KindDefinition.of(
                        "log-groups", ResourceKind.LOG_GROUP, LogGroupFacts.class, LogGroupFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.LOG_GROUP))
                        .expecting(Category.metricsOf(ResourceKind.LOG_GROUP)))
                .reportsRarely()
                .keeps(() -> new HourlyCounterHistory(1), LogGroupSnapshot.signals())
                .rules(
                        snapshot -> new LogGroupSnapshot(snapshot, context.pricesOf(snapshot)),
                        context.rules(retention, tags));
    }
}
