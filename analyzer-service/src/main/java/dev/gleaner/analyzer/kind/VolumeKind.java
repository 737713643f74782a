package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.storage.ForgottenVolume;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** EBS volumes, by their listings alone. */
final class VolumeKind {

    private VolumeKind() {}

    static KindFactory of(RuleSettings settings) {
        ForgottenVolume forgotten = ForgottenVolume.of(settings);
        MissingTags<PricedSnapshot<VolumeFacts>> tags = MissingTags.ofVolumes(
                MissingTags.Limits.of(settings), forgotten.silence().hours());
        return context -> KindDefinition.of("volumes", ResourceKind.VOLUME, VolumeFacts.class, VolumeFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.VOLUME)))
                .reportsRarely()
                .followsCalls()
                .rules(context::priced, context.rules(forgotten, tags));
    }
}
