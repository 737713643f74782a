package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.Tag;

/** What a bucket shows, and the one call that changes its lifecycle document. */
@ApplicationScoped
public class Buckets {

    /** Where to ask for a bucket whose region nobody told; S3 says where it is. */
    static final String HOME = "us-east-1";

    private static final String NO_LIFECYCLE = "NoSuchLifecycleConfiguration";
    private static final String NO_TAGS = "NoSuchTagSet";

    private final AwsClients clients;

    Buckets(AwsClients clients) {
        this.clients = clients;
    }

    /** What S3 shows now. There is no document or no tag only where S3 says so; whatever else it answers is a fault. */
    public Uni<Optional<Sighting>> describe(Arn bucket, String region) {
        return lifecycle(bucket, region)
                .flatMap(lifecycle -> tags(bucket, region)
                        .flatMap(tags -> BackOnContext.onWorker(() ->
                                        clients.s3(region).getBucketVersioning(request -> request.bucket(bucket.id())))
                                .map(versioning -> new BucketSighting(
                                        new Bucket(region, tags, versioning.statusAsString(), lifecycle)))))
                .map(Optional::of);
    }

    /**
     * Replaces the whole document: by PUT, or by DELETE where no rule is left, as S3 takes no document without rules
     * (cloud-custodian/cloud-custodian#1940). The SDK does not send it again by itself: whoever called looks first. The
     * answer is the AWS request id.
     */
    public Uni<String> replaceLifecycle(Arn bucket, String region, Lifecycle document) {
        return BackOnContext.<S3Response>of(() ->
                        send(clients.s3Once(region), bucket.id(), document).thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static CompletableFuture<? extends S3Response> send(S3AsyncClient s3, String bucket, Lifecycle document) {
        return document.isNone()
                ? s3.deleteBucketLifecycle(request -> request.bucket(bucket))
                : s3.putBucketLifecycleConfiguration(LifecycleForm.request(bucket, document));
    }

    private Uni<Lifecycle> lifecycle(Arn bucket, String region) {
        return BackOnContext.onWorker(() ->
                        clients.s3(region).getBucketLifecycleConfiguration(request -> request.bucket(bucket.id())))
                .map(LifecycleForm::of)
                .onFailure(failure -> Fault.isCode(failure, NO_LIFECYCLE))
                .recoverWithItem(Lifecycle.NONE);
    }

    private Uni<Map<String, String>> tags(Arn bucket, String region) {
        return BackOnContext.onWorker(() -> clients.s3(region).getBucketTagging(request -> request.bucket(bucket.id())))
                .map(shown -> shown.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                .onFailure(failure -> Fault.isCode(failure, NO_TAGS))
                .recoverWithItem(Map.of());
    }
}
