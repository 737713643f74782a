package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredImages;
import dev.gleaner.contracts.signal.proto.UntaggedImages;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecr.EcrAsyncClient;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** Lists repositories of private images in ECR, with what their untagged images store. */
@Singleton
public record ContainerRepositoryListing(RateLimitedAwsClients aws, Config config) implements KindListing {

    /** Page limit of ECR. */
    private static final int PAGE = 1000;

    private static final String NO_POLICY = "{\"rules\":[]}";

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.CONTAINER_REPOSITORY, "ecr:DescribeRepositories");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        RepositoryReader reader = new RepositoryReader(
                aws.client(EcrAsyncClient.class, EcrAsyncClient::builder, awsAccountRegion), denied, listing);
        return ListedRegion.of(reader.repositories().stream()
                .flatMap(repository -> reader.read(repository).stream())
                .toList());
    }

    /** Reads one repository after another. What may not be read is left out and recorded; other failures are thrown. */
    record RepositoryReader(EcrAsyncClient ecr, AccessDeniedRecorder denied, RegionListing listing) {

        List<Repository> repositories() {
            return AwsPaginator.readAll(
                    token -> ecr.describeRepositories(
                            request -> request.maxResults(PAGE).nextToken(token)),
                    DescribeRepositoriesResponse::nextToken,
                    DescribeRepositoriesResponse::repositories);
        }

        /** The signal of a listed repository; empty if it no longer exists. */
        Optional<Signal> read(Repository repository) {
            try {
                Inventory.Builder inventory = Inventory.newBuilder();
                if (repository.createdAt() != null) {
                    inventory.setCreated(repository.createdAt().toEpochMilli());
                }
                String name = repository.repositoryName();
                String what = "Container repository " + name;
                denied.permitted(what, "ecr:DescribeImages", () -> images(name))
                        .map(images -> storedImages(images, listing.asOf()))
                        .ifPresent(inventory::setStoredImages);
                denied.permitted(what, "ecr:GetLifecyclePolicy", () -> lifecyclePolicy(name))
                        .ifPresent(inventory::setLifecycleDocument);
                Optional<Map<String, String>> tags =
                        denied.permitted(what, "ecr:ListTagsForResource", () -> tags(repository.repositoryArn()));
                inventory.setTagsUnknown(tags.isEmpty()).putAllTags(tags.orElse(Map.of()));
                return Optional.of(listing.signal(Arn.parse(repository.repositoryArn()), inventory.build()));
            } catch (RepositoryNotFoundException e) {
                return Optional.empty();
            }
        }

        private List<ImageDetail> images(String name) {
            return AwsPaginator.readAll(
                    token -> ecr.describeImages(request ->
                            request.repositoryName(name).maxResults(PAGE).nextToken(token)),
                    DescribeImagesResponse::nextToken,
                    DescribeImagesResponse::imageDetails);
        }

        private String lifecyclePolicy(String name) {
            try {
                return AwsFutures.await(ecr.getLifecyclePolicy(request -> request.repositoryName(name)))
                        .lifecyclePolicyText();
            } catch (LifecyclePolicyNotFoundException e) {
                return NO_POLICY;
            }
        }

        private Map<String, String> tags(String arn) {
            return SdkValues.tags(
                    AwsFutures.await(ecr.listTagsForResource(request -> request.resourceArn(arn)))
                            .tags(),
                    Tag::key,
                    Tag::value);
        }
    }

    static StoredImages storedImages(List<ImageDetail> images, Instant asOf) {
        StoredImages.Builder stored = StoredImages.newBuilder();
        images.stream()
                .filter(image -> !isLinked(image) && image.imageTags().isEmpty())
                .collect(Collectors.groupingBy(image -> ageStep(image, asOf), TreeMap::new, Collectors.toList()))
                .forEach((age, untagged) -> stored.addUntagged(untagged(age, untagged)));
        return stored.setLinked((int) images.stream()
                        .filter(ContainerRepositoryListing::isLinked)
                        .count())
                .build();
    }

    private static UntaggedImages untagged(int age, List<ImageDetail> images) {
        UntaggedImages.Builder step = UntaggedImages.newBuilder()
                .setAgeDays(age)
                .setImages(images.size())
                .setBytes(images.stream()
                        .map(ImageDetail::imageSizeInBytes)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum());
        List<Instant> pulls = images.stream()
                .map(ImageDetail::lastRecordedPullTime)
                .filter(Objects::nonNull)
                .toList();
        pulls.stream().max(Comparator.naturalOrder()).ifPresent(newest -> step.setPulled(newest.toEpochMilli()));
        return step.setPullUnknown(images.size() - pulls.size()).build();
    }

    /** Sources: OCI Image Format Specification, "OCI Image Index"; Docker, "Image Manifest V 2, Schema 2"; ECR API, ImageDetail. */
    private static boolean isLinked(ImageDetail image) {
        String type = SdkValues.textOrEmpty(image.imageManifestMediaType());
        return type.contains("image.index") || type.contains("manifest.list") || image.subjectManifestDigest() != null;
    }

    /** Of an image that is not known to be older, the youngest one: a policy may not delete it. */
    private static int ageStep(ImageDetail image, Instant asOf) {
        Instant pushed = image.imagePushedAt() == null ? asOf : image.imagePushedAt();
        long days = Duration.between(pushed, asOf).toDays();
        return ObjectHistogramBins.ageSteps().get(ObjectHistogramBins.ageBinOf(days));
    }

    /** Repositories of container images, and what their untagged images store. */
    @ConfigMapping(prefix = "collector.inventory.container-repositories")
    public interface Config extends ListingConfig {}
}
