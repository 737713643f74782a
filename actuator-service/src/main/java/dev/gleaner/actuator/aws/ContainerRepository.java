package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.ecr.EcrAsyncClient;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyPreviewResponse;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyPreviewInProgressException;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyPreviewResult;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyPreviewStatus;
import software.amazon.awssdk.services.ecr.model.StartLifecyclePolicyPreviewResponse;
import software.amazon.awssdk.services.ecr.model.Tag;

/**
 * Properties of a repository of container images on which a plan is based.
 *
 * @param created in milliseconds since 1970, by which it differs from a later one of the same name; absent when not returned
 * @param lifecyclePolicy as ECR returns it; absent when there is none
 */
public record ContainerRepository(
        @Nullable Long created, @Nullable String lifecyclePolicy, Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<ContainerRepository, Observation> TYPE = TargetType.of(
                    ResourceKind.CONTAINER_REPOSITORY, ContainerRepository.class, Observation.class, Describer::new)
            .ownedBy(TargetType.OwnerInstructions.of(
                    (resource, parameters) -> "set Resources." + resource
                            + ".Properties.LifecyclePolicy so that untagged images expire after "
                            + parameters.getOrDefault("days", "...") + " days",
                    (target, parameters) ->
                            "add an aws_ecr_lifecycle_policy to " + target + " by which untagged images expire after "
                                    + parameters.getOrDefault("days", "...") + " days"));

    public ContainerRepository {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** ECR has one policy for a repository, and replaces it. */
    @Override
    public Optional<String> planningObstacle() {
        return lifecyclePolicy == null
                ? Optional.empty()
                : Optional.of("the container repository has a lifecycle policy, which is not replaced");
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the container repository, its tags or its lifecycle policy changed since the plan");
    }

    /** Description of a repository by ECR at one time. */
    public record Observation(ContainerRepository repository) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return repository;
        }

        @Override
        public String state() {
            return repository.lifecyclePolicy() == null ? "without a lifecycle policy" : "with a lifecycle policy";
        }

        @Override
        public String sentence() {
            return "the container repository is " + state();
        }
    }

    /** Describes one repository, its lifecycle policy and its tags. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** The current description by ECR. An empty result means that the repository was not shown, not that it does not exist. */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return ContextBoundUni.onWorker(() -> forReading(clients, arn)
                            .describeRepositories(
                                    request -> request.registryId(arn.account()).repositoryNames(nameOf(arn))))
                    .flatMap(answer -> answer.repositories().stream()
                            .filter(shown -> arn.toString().equals(shown.repositoryArn()))
                            .findFirst()
                            .map(shown -> observation(arn, shown.createdAt()).map(Optional::of))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
        }

        private Uni<ResourceObservation> observation(Arn arn, @Nullable Instant created) {
            EcrAsyncClient ecr = forReading(clients, arn);
            Uni<Optional<String>> policy = ContextBoundUni.onWorker(
                            () -> ecr.getLifecyclePolicy(request -> request.repositoryName(nameOf(arn))))
                    .map(answer -> Optional.of(answer.lifecyclePolicyText()))
                    .onFailure(LifecyclePolicyNotFoundException.class)
                    .recoverWithItem(Optional.empty());
            return policy.flatMap(text -> ContextBoundUni.onWorker(
                            () -> ecr.listTagsForResource(request -> request.resourceArn(arn.toString())))
                    .map(answer -> new Observation(new ContainerRepository(
                            created == null ? null : created.toEpochMilli(),
                            text.orElse(null),
                            answer.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value))))));
        }
    }

    /** ECR for changes of a repository. */
    public static EcrAsyncClient forChanges(ActuatorAwsClients clients, Arn arn) {
        return clients.forChanges(EcrAsyncClient.class, EcrAsyncClient::builder, arn);
    }

    private static EcrAsyncClient forReading(ActuatorAwsClients clients, Arn arn) {
        return clients.forReading(EcrAsyncClient.class, EcrAsyncClient::builder, arn);
    }

    private static String nameOf(Arn arn) {
        return ResourceKind.CONTAINER_REPOSITORY.name(arn);
    }

    /** Finds what speaks against a policy by which untagged images expire. */
    public record ExpiryReader(ActuatorAwsClients clients) {

        /**
         * How often a preview is started at most, and how often it is asked for, so long after the last time: in all less than the default
         * lease of an action, 60 seconds, after which another actuator would begin.
         */
        private static final int ATTEMPTS = 12;

        private static final Duration PAUSE = Duration.ofSeconds(2);

        /**
         * Why the policy may delete what is in use. Empty if ECR recorded a pull of each untagged image that was pushed that many days ago
         * or earlier, none of them since then, no image refers to others, and the preview of ECR shows none but these images.
         */
        public Uni<Optional<String>> objection(Instant now, Arn arn, int days, String policy) {
            Instant since = now.minus(Duration.ofDays(days));
            return ContextBoundUni.onWorker(() -> all(forReading(clients, arn)
                            .describeImagesPaginator(request -> request.repositoryName(nameOf(arn)))
                            .imageDetails()))
                    .flatMap(images -> {
                        List<ImageDetail> old = images.stream()
                                .filter(image -> image.imageTags().isEmpty())
                                .filter(image -> image.imagePushedAt() == null
                                        || image.imagePushedAt().isBefore(since))
                                .toList();
                        return Stream.concat(
                                        images.stream().flatMap(ExpiryReader::linkOf),
                                        old.stream().flatMap(image -> useOf(image, since)))
                                .findFirst()
                                .map(why -> Uni.createFrom().item(Optional.of(why)))
                                .orElseGet(() -> preview(arn, policy)
                                        .map(pages -> beyond(
                                                pages,
                                                old.stream()
                                                        .map(ImageDetail::imageDigest)
                                                        .collect(Collectors.toSet()))));
                    });
        }

        /** Sources: OCI Image Format Specification, "OCI Image Index"; ECR API Reference, ImageDetail. */
        private static Stream<String> linkOf(ImageDetail image) {
            String type = String.valueOf(image.imageManifestMediaType());
            return image.subjectManifestDigest() != null
                            || type.contains("image.index")
                            || type.contains("manifest.list")
                    ? Stream.of("an image refers to others by digest, of which untagged images may be some")
                    : Stream.empty();
        }

        private static Stream<String> useOf(ImageDetail image, Instant since) {
            Instant pulled = image.lastRecordedPullTime();
            if (pulled == null) {
                return Stream.of("ECR has recorded no pull of the untagged image " + image.imageDigest());
            }
            return pulled.isBefore(since)
                    ? Stream.empty()
                    : Stream.of("the untagged image " + image.imageDigest() + " was pulled at " + pulled);
        }

        /** What ECR shows of a new preview when it is complete, or when it was waited for long enough. ECR works on one at a time. */
        private Uni<List<GetLifecyclePolicyPreviewResponse>> preview(Arn arn, String policy) {
            Uni<List<GetLifecyclePolicyPreviewResponse>> shown =
                    ContextBoundUni.onWorker(() -> all(forReading(clients, arn)
                            .getLifecyclePolicyPreviewPaginator(request -> request.repositoryName(nameOf(arn)))));
            // It changes nothing: where its answer was lost, the SDK may start another.
            Uni<StartLifecyclePolicyPreviewResponse> start = ContextBoundUni.onWorker(() -> forReading(clients, arn)
                    .startLifecyclePolicyPreview(
                            request -> request.repositoryName(nameOf(arn)).lifecyclePolicyText(policy)));
            return ContextBoundUni.subscribeOnContext(() -> start)
                    // One that somebody else started, or this service before it was halted.
                    .onFailure(LifecyclePolicyPreviewInProgressException.class)
                    .retry()
                    .withBackOff(PAUSE, PAUSE)
                    .withJitter(0)
                    .atMost(ATTEMPTS)
                    .flatMap(started -> ContextBoundUni.subscribeOnContext(() -> shown)
                            .repeat()
                            .withDelay(PAUSE)
                            .whilst(pages -> pages.get(0).status() == LifecyclePolicyPreviewStatus.IN_PROGRESS)
                            .select()
                            .first(ATTEMPTS)
                            .collect()
                            .last());
        }

        private static Optional<String> beyond(List<GetLifecyclePolicyPreviewResponse> pages, Set<String> expected) {
            LifecyclePolicyPreviewStatus status = pages.get(0).status();
            if (status != LifecyclePolicyPreviewStatus.COMPLETE) {
                return Optional.of("ECR shows no preview of the policy, whose state is " + status);
            }
            return pages.stream()
                    .flatMap(page -> page.previewResults().stream())
                    .map(LifecyclePolicyPreviewResult::imageDigest)
                    .filter(digest -> !expected.contains(digest))
                    .findFirst()
                    .map(digest -> "by the preview of ECR the policy deletes " + digest
                            + " too, which is no old untagged image");
        }

        /** What all pages have. They are read one after the other. */
        private static <T> CompletableFuture<List<T>> all(SdkPublisher<T> pages) {
            List<T> all = new ArrayList<>();
            return pages.subscribe(all::add).thenApply(done -> all);
        }
    }
}
