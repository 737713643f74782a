package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.profile.inventory.EbsSnapshotFacts;
import dev.gleaner.analyzer.rule.storage.ForgottenSnapshot;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** EBS snapshots, by their listings alone. */
final class SnapshotKind {

    private SnapshotKind() {}

    static SubjectKind<?> of(KindContext context) {
        ForgottenSnapshot forgotten = ForgottenSnapshot.of(context.settings());
        return KindDefinition.of("snapshots", ResourceKind.SNAPSHOT, EbsSnapshotFacts.class, EbsSnapshotFacts::of)
                .awaits(RequiredSources.of(Category.SNAPSHOTS))
                .reportsRarely()
                .rules(
                        context::priced,
                        context.rules(
                                forgotten,
                                MissingTags.of(
                                        context.tags(), forgotten.silence().hours())));
    }
}
