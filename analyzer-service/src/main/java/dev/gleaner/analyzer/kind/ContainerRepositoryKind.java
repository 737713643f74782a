package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.RequiredSources;
import dev.gleaner.analyzer.evaluation.RequiredSources.Category;
import dev.gleaner.analyzer.profile.inventory.ContainerRepositoryFacts;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.storage.UntaggedImageStorage;
import dev.gleaner.contracts.resource.ResourceKind;

/** Repositories of container images, by their listings alone. */
final class ContainerRepositoryKind {

    private ContainerRepositoryKind() {}

    static KindFactory of(RuleSettings settings) {
        UntaggedImageStorage untagged = UntaggedImageStorage.of(settings);
        return context -> KindDefinition.of(
                        "container-repositories",
                        ResourceKind.CONTAINER_REPOSITORY,
                        ContainerRepositoryFacts.class,
                        ContainerRepositoryFacts::of)
                .awaits(RequiredSources.of(Category.listingOf(ResourceKind.CONTAINER_REPOSITORY)))
                .reportsRarely()
                .rules(context::priced, context.rules(untagged));
    }
}
