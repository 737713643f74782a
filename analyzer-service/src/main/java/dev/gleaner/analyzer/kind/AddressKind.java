package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.inventory.AddressFacts;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.storage.ForgottenAddress;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** Elastic IP addresses, by their listings alone. */
final class AddressKind {

    private AddressKind() {}

    static KindFactory of(RuleSettings settings) {
        ForgottenAddress forgotten = ForgottenAddress.of(settings);
        MissingTags<PricedSnapshot<AddressFacts>> tags = MissingTags.of(
                MissingTags.Limits.of(settings), forgotten.silence().hours());
        return context -> KindDefinition.of("addresses", ResourceKind.ADDRESS, AddressFacts.class, AddressFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.ADDRESS)))
                .reportsRarely()
                .followsCalls()
                .rules(context::priced, context.rules(forgotten, tags));
    }
}
