package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.evaluation.SubjectKind;
import dev.gleaner.analyzer.profile.inventory.AddressFacts;
import dev.gleaner.analyzer.rule.storage.ForgottenAddress;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.contracts.resource.ResourceKind;

/** Elastic IP addresses, by their listings alone. */
final class AddressKind {

    private AddressKind() {}

    static SubjectKind<?> of(KindContext context) {
        ForgottenAddress forgotten = ForgottenAddress.of(context.settings());
        return KindDefinition.of("addresses", ResourceKind.ADDRESS, AddressFacts.class, AddressFacts::of)
                .awaits(RequiredSources.of(Category.ADDRESSES))
                .reportsRarely()
                .rules(
                        context::priced,
                        context.rules(
                                forgotten,
                                MissingTags.of(
                                        context.tags(), forgotten.silence().hours())));
    }
}
