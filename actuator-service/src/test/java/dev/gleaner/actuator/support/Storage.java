package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;

/** Buckets in the stand-in. It calls past the proxy, so that nothing of it is counted. */
public final class Storage {

    private final S3AsyncClient s3 =
            StandInClients.shared(S3AsyncClient.class, S3AsyncClient.builder().forcePathStyle(true));

    /** A bucket of its own, tagged, without a lifecycle document. */
    public Arn bucket(Map<String, String> tags) {
        String name = "models-" + UUID.randomUUID();
        s3.createBucket(request -> request.bucket(name)).join();
        tag(Arn.bucket(name), tags);
        return Arn.bucket(name);
    }

    public void tag(Arn bucket, Map<String, String> tags) {
        List<Tag> all = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        s3.putBucketTagging(request -> request.bucket(bucket.id()).tagging(tagging -> tagging.tagSet(all)))
                .join();
    }

    public Map<String, String> tags(Arn bucket) {
        Map<String, String> tags = new TreeMap<>();
        s3.getBucketTagging(request -> request.bucket(bucket.id()))
                .join()
                .tagSet()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    /** Somebody else replaces the document: these prefixes expire. */
    public void expire(Arn bucket, String... prefixes) {
        List<LifecycleRule> rules = List.of(prefixes).stream()
                .map(prefix -> LifecycleRule.builder()
                        .id("theirs-" + prefix)
                        .filter(filter -> filter.prefix(prefix))
                        .status(ExpirationStatus.ENABLED)
                        .expiration(expiration -> expiration.days(400))
                        .build())
                .toList();
        s3.putBucketLifecycleConfiguration(request ->
                        request.bucket(bucket.id()).lifecycleConfiguration(configuration -> configuration.rules(rules)))
                .join();
    }

    /** IDs of the rules, in order; none where there is no document. */
    public List<String> rules(Arn bucket) {
        try {
            return s3.getBucketLifecycleConfiguration(request -> request.bucket(bucket.id())).join().rules().stream()
                    .map(LifecycleRule::id)
                    .toList();
        } catch (CompletionException none) {
            return List.of();
        }
    }
}
