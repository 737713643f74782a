package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.Bucket;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.Tag;

/** The buckets of an estate in the AWS stand-in, with a tiny object for each key. */
final class StandInBuckets {

    /** The region that S3 does not take as a constraint. */
    private static final String HOME = "us-east-1";

    private final AwsClients clients;

    StandInBuckets(AwsClients clients) {
        this.clients = clients;
    }

    void build(List<Bucket> buckets) {
        buckets.forEach(this::build);
    }

    private void build(Bucket bucket) {
        S3Client s3 = clients.s3(bucket.region());
        String name = bucket.name();
        if (bucket.region().equals(HOME)) {
            s3.createBucket(r -> r.bucket(name));
        } else {
            BucketLocationConstraint region = BucketLocationConstraint.fromValue(bucket.region());
            s3.createBucket(r -> r.bucket(name).createBucketConfiguration(c -> c.locationConstraint(region)));
        }
        if (bucket.versioning() != null) {
            String status = bucket.versioning().awsName();
            s3.putBucketVersioning(r -> r.bucket(name).versioningConfiguration(v -> v.status(status)));
        }
        if (!bucket.tags().isEmpty()) {
            s3.putBucketTagging(r -> r.bucket(name).tagging(t -> t.tagSet(tags(bucket.tags()))));
        }
        JsonNode lifecycle = bucket.lifecycle();
        if (lifecycle != null) {
            lifecycle(s3, name, lifecycle);
        }
        for (String prefix : bucket.prefixes().keySet()) {
            bucket.keys(prefix)
                    .forEach(key -> s3.putObject(r -> r.bucket(name).key(key), RequestBody.fromString("tiny")));
        }
    }

    private static void lifecycle(S3Client s3, String bucket, JsonNode document) {
        String size = document.path("TransitionDefaultMinimumObjectSize").textValue();
        s3.putBucketLifecycleConfiguration(r -> r.bucket(bucket)
                .transitionDefaultMinimumObjectSize(size)
                .lifecycleConfiguration(c -> c.rules(LifecycleRules.of(document))));
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
