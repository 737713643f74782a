package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.storage.ForgottenVolume;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** EBS volumes, by their listings alone. */
final class VolumeKind {

    private VolumeKind() {}

    static SubjectKind<?> of(KindContext context) {
        ForgottenVolume forgotten = ForgottenVolume.of(context.settings());
        return KindDefinition.of("volumes", ResourceKind.VOLUME, VolumeFacts.class, VolumeFacts::of)
                .awaits(RequiredSources.of(Category.VOLUMES))
                .reportsRarely()
                .rules(
                        context::priced,
                        context.rules(
                                forgotten,
                                MissingTags.ofVolumes(
                                        context.tags(), forgotten.silence().hours())));
    }
}
