package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateContainerRepository;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.TreeMap;

/** Repositories of ECR. The extension makes them, as the stand-in knows neither the size of images nor their pulls. */
final class StandInContainerRepositories implements StandInKind<EstateContainerRepository> {

    @Override
    public EstateKind<EstateContainerRepository> kind() {
        return KindRegistry.CONTAINER_REPOSITORIES;
    }

    @Override
    public void create(EstateContainerRepository repository, StandInResources created) {
        Map<String, Object> shown =
                created.past(repository, "container-repository", repository.name(), repository.created());
        shown.put("tags", repository.tags());
        if (repository.expires()) {
            shown.put("policy", """
                    {"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed",
                      "countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}""");
        }
        shown.put(
                "images",
                repository.images().stream().map(image -> image(image, created)).toList());
    }

    private static Map<String, Object> image(EstateContainerRepository.Image image, StandInResources created) {
        Map<String, Object> shown = new TreeMap<>();
        shown.put("digest", image.digest());
        shown.put("bytes", image.bytes());
        shown.put("pushed", created.millis(image.pushed()));
        if (image.tag() != null) {
            shown.put("tag", image.tag());
        }
        if (image.pulled() != null) {
            shown.put("pulled", created.millis(image.pulled()));
        }
        if (image.index()) {
            shown.put("type", "application/vnd.oci.image.index.v1+json");
        }
        return shown;
    }
}
