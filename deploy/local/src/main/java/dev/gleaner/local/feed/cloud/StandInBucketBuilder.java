package dev.gleaner.local.feed.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.series.EstateTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.utils.builder.Buildable;

/** Builds the buckets of an estate in the AWS stand-in, with a tiny object for each key. */
final class StandInBucketBuilder {

    /** The region that CreateBucket does not accept as a location constraint. */
    private static final String HOME = "us-east-1";

    private static final Duration UNKNOWN_AGE = Duration.ofDays(365);

    private final StandInAwsClients clients;
    private final StandInSeeder standInSeeder;

    StandInBucketBuilder(StandInAwsClients clients, StandInSeeder standInSeeder) {
        this.clients = clients;
        this.standInSeeder = standInSeeder;
    }

    void build(List<EstateBucket> buckets) {
        buckets.forEach(this::build);
    }

    /** Sets when the buckets were created; the stand-in creates all of them now. One of unknown age is older than the trail. */
    void setCreated(List<EstateBucket> buckets, Instant end) {
        standInSeeder.setPast(buckets.stream()
                .map(bucket -> {
                    EstateTime created = bucket.created();
                    return Map.<String, Object>of(
                            "account", bucket.account(),
                            "region", bucket.region(),
                            "kind", "bucket",
                            "id", bucket.name(),
                            "created",
                                    (created == null ? end.minus(UNKNOWN_AGE) : created.resolve(end)).toEpochMilli());
                })
                .toList());
    }

    /** Begins the incomplete uploads of a bucket; the stand-in begins all of them now, with a tiny part. */
    void beginUploads(List<EstateBucket> buckets, Instant end) {
        List<Map<String, Object>> past = new ArrayList<>();
        for (EstateBucket bucket : buckets) {
            S3Client s3 = clients.s3(bucket.region());
            for (EstateBucket.IncompleteUpload upload : bucket.uploads()) {
                String id = s3.createMultipartUpload(
                                r -> r.bucket(bucket.name()).key(upload.key()))
                        .uploadId();
                s3.uploadPart(
                        r -> r.bucket(bucket.name())
                                .key(upload.key())
                                .uploadId(id)
                                .partNumber(1),
                        RequestBody.fromString("tiny"));
                past.add(Map.of(
                        "account", bucket.account(),
                        "region", bucket.region(),
                        "kind", "upload",
                        "bucket", bucket.name(),
                        "id", id,
                        "created", upload.started().resolve(end).toEpochMilli(),
                        "bytes", upload.bytes()));
            }
        }
        standInSeeder.setPast(past);
    }

    private void build(EstateBucket bucket) {
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
        byte[] tiny = "tiny".getBytes(StandardCharsets.UTF_8);
        clients.bulk()
                .putFiles(
                        name,
                        bucket.prefixes().keySet().stream()
                                .flatMap(prefix -> bucket.keys(prefix).stream())
                                .map(key -> BucketFile.of(key, tiny))
                                .toList());
    }

    private static void lifecycle(S3Client s3, String bucket, JsonNode document) {
        String size = document.path("TransitionDefaultMinimumObjectSize").textValue();
        s3.putBucketLifecycleConfiguration(r -> r.bucket(bucket)
                .transitionDefaultMinimumObjectSize(size)
                .lifecycleConfiguration(c -> c.rules(LifecycleRuleParser.of(document))));
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** Converts a lifecycle document into the rules of the SDK, by the list of fields of the SDK. */
    static final class LifecycleRuleParser {

        private LifecycleRuleParser() {}

        /**
         * Converts a document with the field names of the API; {@link IllegalArgumentException} names an unknown field.
         */
        static List<LifecycleRule> of(JsonNode document) {
            return StreamSupport.stream(document.path("Rules").spliterator(), false)
                    .map(rule -> (LifecycleRule) build(rule, LifecycleRule.builder()))
                    .toList();
        }

        private static Object build(JsonNode tree, SdkPojo builder) {
            requireKnown(tree, builder);
            for (SdkField<?> field : builder.sdkFields()) {
                JsonNode value = tree.path(field.memberName());
                if (!value.isMissingNode() && !value.isNull()) {
                    field.set(builder, value(field, value));
                }
            }
            return ((Buildable) builder).build();
        }

        private static void requireKnown(JsonNode tree, SdkPojo builder) {
            Set<String> unknown = new TreeSet<>();
            tree.fieldNames().forEachRemaining(unknown::add);
            unknown.removeAll(
                    builder.sdkFields().stream().map(SdkField::memberName).collect(Collectors.toSet()));
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("a lifecycle rule has no " + unknown + ": " + tree);
            }
        }

        private static Object value(SdkField<?> field, JsonNode value) {
            MarshallingType<?> type = field.marshallingType();
            if (type == MarshallingType.SDK_POJO) {
                return build(value, field.constructor().get());
            }
            if (type == MarshallingType.LIST) {
                List<Object> elements = new ArrayList<>();
                SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                value.forEach(one -> elements.add(value(element, one)));
                return elements;
            }
            return type == MarshallingType.INSTANT
                    ? Instant.parse(value.asText())
                    : Json.mapper().convertValue(value, type.getTargetClass());
        }
    }
}
