package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Properties of an S3 bucket on which a plan is based.
 *
 * @param account account of the bucket, which its ARN does not contain; empty for the account of the actuator's own
 *     credentials
 * @param region region of the first call; S3 redirects to the region of the bucket
 * @param versioning {@code Enabled} or {@code Suspended}; absent when it was never enabled
 * @param lifecycle its lifecycle configuration in its original form
 */
public record S3Bucket(
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String versioning,
        BucketLifecycle lifecycle) implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<S3Bucket, Observation> TYPE = TargetType.of(
                    ResourceKind.BUCKET, S3Bucket.class, Observation.class, Client::new)
            .ownedBy(TargetType.OwnerInstructions.of(
                    (resource, parameters) -> "set Resources." + resource
                            + ".Properties.LifecycleConfiguration.Rules to include " + parameters,
                    (target, parameters) -> "add a rule to the aws_s3_bucket_lifecycle_configuration of bucket "
                            + target.id() + " with " + parameters))
            .withParts()
            .changing(TargetType.ChangedPart.LIFECYCLE_DOCUMENT);

    public S3Bucket {
        // Null in plans that were stored before this field existed. These used the actuator's own credentials.
        account = account == null ? "" : account;
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public Optional<String> planningObstacle() {
        return Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof S3Bucket before && !before.lifecycle.equals(lifecycle)) {
            return Optional.of("the lifecycle document of the bucket changed since the plan");
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the bucket changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the bucket changed since the plan");
    }

    @Override
    public S3Bucket canonical() {
        return new S3Bucket(account, region, tags, versioning, lifecycle.canonical());
    }

    /** Description of a bucket by S3 at one time. */
    public record Observation(S3Bucket bucket) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return bucket;
        }

        /** Hash of its lifecycle configuration. */
        @Override
        public String state() {
            return bucket.lifecycle().hash();
        }

        @Override
        public String sentence() {
            return "the lifecycle document of the bucket has "
                    + bucket.lifecycle().rules().size() + " rules and is " + state();
        }
    }

    /** Describes a bucket and replaces its lifecycle configuration. */
    @ApplicationScoped
    public static class Client implements ResourceDescriber.KindDescriber {

        /** Region of the first call for a bucket of unknown region. S3 redirects to the region of the bucket. */
        static final String HOME = "us-east-1";

        private static final String NO_LIFECYCLE = "NoSuchLifecycleConfiguration";
        private final ActuatorAwsClients clients;

        Client(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn bucket) {
            return describeIn(bucket, "", "");
        }

        /** In the account and region of the plan, as the ARN of a bucket has neither. */
        @Override
        public Uni<Optional<ResourceObservation>> describePlanned(Arn bucket, ResourceSnapshot planned) {
            return planned instanceof S3Bucket of ? describeIn(bucket, of.account(), of.region()) : describe(bucket);
        }

        /**
         * The current description by S3. The bucket has no lifecycle configuration or no tags only if S3 answers so; any
         * other error is a failure. The ARN of a bucket does not contain its account, so each call names the expected
         * owner, and S3 refuses a call for a bucket of another account.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describeIn(Arn bucket, String account, String region) {
            Place place = new Place(bucket.id(), account, region.isEmpty() ? HOME : region);
            return lifecycle(place)
                    .flatMap(lifecycle -> tags(place)
                            .flatMap(tags -> ContextBoundUni.onWorker(() -> s3(place)
                                            .getBucketVersioning(request -> request.bucket(place.bucket())
                                                    .expectedBucketOwner(place.owner(clients))))
                                    .map(versioning -> new S3Bucket.Observation(new S3Bucket(
                                            account, region, tags, versioning.statusAsString(), lifecycle)))))
                    .map(Optional::of);
        }

        /** The lifecycle configuration that S3 shows now. */
        public Uni<BucketLifecycle> readLifecycle(Arn bucket, S3Bucket planned) {
            return lifecycle(Place.of(bucket, planned));
        }

        /**
         * Replaces the whole configuration: by PUT, or by DELETE when no rule is left, because S3 accepts no configuration
         * without rules (cloud-custodian/cloud-custodian#1940). The SDK does not retry the call: the caller reads the
         * bucket before each attempt. Returns the AWS request id.
         */
        public Uni<String> replaceLifecycle(Arn bucket, S3Bucket planned, BucketLifecycle document) {
            Place place = Place.of(bucket, planned);
            return place.change(clients, (s3, owner) -> send(s3, place.bucket(), owner, document));
        }

        static CompletableFuture<? extends S3Response> send(
                S3AsyncClient s3, String bucket, String owner, BucketLifecycle document) {
            return document.isNone()
                    ? s3.deleteBucketLifecycle(request -> request.bucket(bucket).expectedBucketOwner(owner))
                    : s3.putBucketLifecycleConfiguration(BucketLifecycle.Mapper.request(bucket, document).toBuilder()
                            .expectedBucketOwner(owner)
                            .build());
        }

        private S3AsyncClient s3(Place place) {
            return clients.s3(place.account(), place.region());
        }

        private Uni<BucketLifecycle> lifecycle(Place place) {
            return ContextBoundUni.onWorker(() -> s3(place)
                            .getBucketLifecycleConfiguration(request ->
                                    request.bucket(place.bucket()).expectedBucketOwner(place.owner(clients))))
                    .map(BucketLifecycle.Mapper::fromResponse)
                    .onFailure(failure -> AwsError.isCode(failure, NO_LIFECYCLE))
                    .recoverWithItem(BucketLifecycle.NONE);
        }

        private Uni<Map<String, String>> tags(Place place) {
            return new TagSetWriter(clients).read(place);
        }
    }

    /** A bucket with its account and region. */
    private record Place(String bucket, String account, String region) {

        static Place of(Arn bucket, S3Bucket planned) {
            return new Place(bucket.id(), planned.account(), planned.region());
        }

        /** The expected owner of the bucket. */
        String owner(ActuatorAwsClients clients) {
            return clients.accountOrOwn(account);
        }

        /** Makes a call once, given its client and the expected owner, and returns the AWS request id. */
        Uni<String> change(
                ActuatorAwsClients clients,
                BiFunction<S3AsyncClient, String, CompletableFuture<? extends S3Response>> call) {
            return ContextBoundUni.<S3Response>fromFuture(
                            () -> call.apply(clients.s3WithoutRetry(account, region), owner(clients))
                                    .thenApply(answer -> answer))
                    .map(answer -> answer.responseMetadata().requestId());
        }
    }

    /** Reads and replaces the tags of a bucket, which S3 only does as a whole. */
    public record TagSetWriter(ActuatorAwsClients clients) {

        private static final String NO_TAGS = "NoSuchTagSet";

        /** All tags that S3 shows now. */
        public Uni<Map<String, String>> read(Arn bucket, S3Bucket planned) {
            return read(Place.of(bucket, planned));
        }

        private Uni<Map<String, String>> read(Place place) {
            return ContextBoundUni.onWorker(() -> clients.s3(place.account(), place.region())
                            .getBucketTagging(request ->
                                    request.bucket(place.bucket()).expectedBucketOwner(place.owner(clients))))
                    .map(shown -> shown.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                    .onFailure(failure -> AwsError.isCode(failure, NO_TAGS))
                    .recoverWithItem(Map.of());
        }

        /**
         * Replaces all tags: by PUT, or by DELETE when none is left. Tags with the prefix {@code aws:} are among them, as S3 refuses
         * a set without those that it has. The SDK does not retry the call. Returns the AWS request id.
         */
        public Uni<String> replace(Arn bucket, S3Bucket planned, Map<String, String> tags) {
            Place place = Place.of(bucket, planned);
            return place.change(clients, (s3, owner) -> send(s3, place.bucket(), owner, tags));
        }

        private static CompletableFuture<? extends S3Response> send(
                S3AsyncClient s3, String bucket, String owner, Map<String, String> tags) {
            return tags.isEmpty()
                    ? s3.deleteBucketTagging(request -> request.bucket(bucket).expectedBucketOwner(owner))
                    : s3.putBucketTagging(request -> request.bucket(bucket)
                            .expectedBucketOwner(owner)
                            .tagging(set -> set.tagSet(tags.entrySet().stream()
                                    .map(tag -> Tag.builder()
                                            .key(tag.getKey())
                                            .value(tag.getValue())
                                            .build())
                                    .toList())));
        }
    }
}
