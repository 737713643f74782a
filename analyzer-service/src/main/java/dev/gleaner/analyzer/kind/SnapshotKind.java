package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.inventory.EbsSnapshotFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.storage.ForgottenSnapshot;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** EBS snapshots, by their listings alone. */
final class SnapshotKind {

    private SnapshotKind() {}

    static KindFactory of(RuleSettings settings) {
        ForgottenSnapshot forgotten = ForgottenSnapshot.of(settings);
        MissingTags<PricedSnapshot<EbsSnapshotFacts>> tags = MissingTags.of(
                MissingTags.Limits.of(settings), forgotten.silence().hours());
        return context -> KindDefinition.of(
                        "snapshots", ResourceKind.SNAPSHOT, EbsSnapshotFacts.class, EbsSnapshotFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.SNAPSHOT)))
                .reportsRarely()
                .rules(context::priced, context.rules(forgotten, tags));
    }
}
