package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * What a plan rests on of an S3 bucket.
 *
 * @param account whose it is, which its name does not tell; empty for that of our own credentials
 * @param region where to ask for it; S3 itself tells when it is elsewhere
 * @param versioning {@code Enabled} or {@code Suspended}, absent when it never was
 * @param lifecycle its document as found
 */
public record S3Bucket(
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String versioning,
        BucketLifecycle lifecycle) implements ResourceSnapshot {

    public S3Bucket {
        // Of a plan from before it was noted: that of our own credentials, as it was called then.
        account = account == null ? "" : account;
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.BUCKET;
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

    /** A bucket as S3 showed it once. */
    public record Observation(S3Bucket bucket) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return bucket;
        }

        /** Which lifecycle document it has. */
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

    /** What a bucket shows, and the one call that changes its lifecycle document. */
    @ApplicationScoped
    public static class Client {

        /** Where to ask for a bucket whose region nobody told; S3 says where it is. */
        static final String HOME = "us-east-1";

        private static final String NO_LIFECYCLE = "NoSuchLifecycleConfiguration";
        private static final String NO_TAGS = "NoSuchTagSet";

        private final ActuatorAwsClients clients;

        Client(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * What S3 shows now. There is no document or no tag only where S3 says so; whatever else it answers is a fault. The name
         * of a bucket does not tell its account, so each call says which one it has to be of, and S3 refuses it elsewhere.
         */
        public Uni<Optional<ResourceObservation>> describe(Arn bucket, String account, String region) {
            Place place = new Place(bucket.id(), account, region);
            return lifecycle(place)
                    .flatMap(lifecycle -> tags(place)
                            .flatMap(tags -> ContextBoundUni.onWorker(() -> s3(place)
                                            .getBucketVersioning(request -> request.bucket(place.bucket())
                                                    .expectedBucketOwner(owner(place))))
                                    .map(versioning -> new S3Bucket.Observation(new S3Bucket(
                                            account, region, tags, versioning.statusAsString(), lifecycle)))))
                    .map(Optional::of);
        }

        /**
         * Replaces the whole document: by PUT, or by DELETE where no rule is left, as S3 takes no document without rules
         * (cloud-custodian/cloud-custodian#1940). The SDK does not send it again by itself: whoever called looks first. The
         * answer is the AWS request id.
         */
        public Uni<String> replaceLifecycle(Arn bucket, S3Bucket planned, BucketLifecycle document) {
            Place place = new Place(bucket.id(), planned.account(), planned.region());
            return ContextBoundUni.<S3Response>fromFuture(() -> send(
                                    clients.s3WithoutRetry(place.account(), place.region()),
                                    place.bucket(),
                                    owner(place),
                                    document)
                            .thenApply(answer -> answer))
                    .map(answer -> answer.responseMetadata().requestId());
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

        private String owner(Place place) {
            return clients.accountOrOwn(place.account());
        }

        private Uni<BucketLifecycle> lifecycle(Place place) {
            return ContextBoundUni.onWorker(() -> s3(place)
                            .getBucketLifecycleConfiguration(
                                    request -> request.bucket(place.bucket()).expectedBucketOwner(owner(place))))
                    .map(BucketLifecycle.Mapper::fromResponse)
                    .onFailure(failure -> AwsError.isCode(failure, NO_LIFECYCLE))
                    .recoverWithItem(BucketLifecycle.NONE);
        }

        private Uni<Map<String, String>> tags(Place place) {
            return ContextBoundUni.onWorker(() -> s3(place)
                            .getBucketTagging(
                                    request -> request.bucket(place.bucket()).expectedBucketOwner(owner(place))))
                    .map(shown -> shown.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                    .onFailure(failure -> AwsError.isCode(failure, NO_TAGS))
                    .recoverWithItem(Map.of());
        }

        /** Which bucket is meant, and where. */
        private record Place(String bucket, String account, String region) {}
    }
}
