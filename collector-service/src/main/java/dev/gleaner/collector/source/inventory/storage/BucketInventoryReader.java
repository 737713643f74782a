package dev.gleaner.collector.source.inventory.storage;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.service.aws.SdkJsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Reads the properties of one bucket after another. Properties that we are not permitted to read are left out and
 * recorded; other failures are thrown.
 */
record BucketInventoryReader(S3AsyncClient s3, AccessDeniedRecorder accessDeniedRecorder) {

    /** Versioning of a bucket that we are not permitted to read; empty would mean that it was never enabled. */
    static final String UNKNOWN = "unknown";

    private static final String RULES = "Rules";
    private static final Map<String, LifecycleDocument> NO_LIFECYCLE =
            Map.of("NoSuchLifecycleConfiguration", new LifecycleDocument("{\"" + RULES + "\":[]}", ""));
    private static final Map<String, Map<String, String>> NO_TAGS = Map.of("NoSuchTagSet", Map.of());

    /** Regions of buckets that S3 reports in special forms (API reference of GetBucketLocation). */
    private static final Map<String, String> FIRST_REGIONS = Map.of("", "us-east-1", "EU", "eu-west-1");

    private static final String NOWHERE = "";

    /** Region of a bucket; empty if it can't be determined. */
    String region(Bucket bucket) {
        return textOrEmpty(bucket.bucketRegion()).isEmpty() ? location(bucket.name()) : bucket.bucketRegion();
    }

    /** Properties of a bucket; empty if it no longer exists. All requests are sent first and then awaited. */
    Optional<Inventory.Builder> read(Bucket bucket) {
        String name = bucket.name();
        var tags = request(name, "s3:GetBucketTagging", s3.getBucketTagging(request -> request.bucket(name)));
        var lifecycle = request(
                name,
                "s3:GetLifecycleConfiguration",
                s3.getBucketLifecycleConfiguration(request -> request.bucket(name)));
        var versioning =
                request(name, "s3:GetBucketVersioning", s3.getBucketVersioning(request -> request.bucket(name)));
        var keys = request(
                name,
                "s3:ListBucket",
                s3.listObjectsV2(request -> request.bucket(name).delimiter("/")));
        Inventory.Builder inventory = Inventory.newBuilder();
        try {
            tags.value(BucketInventoryReader::tags, NO_TAGS)
                    .ifPresentOrElse(inventory::putAllTags, () -> inventory.setTagsUnknown(true));
            lifecycle
                    .value(LifecycleDocument::of, NO_LIFECYCLE)
                    .ifPresent(document -> inventory
                            .setLifecycleDocument(document.text())
                            .setTransitionDefaultMinimumObjectSize(document.smallestTransition()));
            inventory.setVersioning(versioning
                    .value(answer -> textOrEmpty(answer.statusAsString()))
                    .orElse(UNKNOWN));
            keys.value(BucketInventoryReader::prefixes).ifPresent(inventory::addAllPrefixNames);
        } catch (SdkException e) {
            return emptyIfGone(e);
        }
        if (bucket.creationDate() != null) {
            inventory.setCreated(bucket.creationDate().toEpochMilli());
        }
        return Optional.of(inventory);
    }

    private String location(String bucket) {
        try {
            return request(bucket, "s3:GetBucketLocation", s3.getBucketLocation(request -> request.bucket(bucket)))
                    .value(answer -> textOrEmpty(answer.locationConstraintAsString()))
                    .map(location -> FIRST_REGIONS.getOrDefault(location, location))
                    .orElse(NOWHERE);
        } catch (SdkException e) {
            return BucketInventoryReader.<String>emptyIfGone(e).orElse(NOWHERE);
        }
    }

    private static <T> Optional<T> emptyIfGone(SdkException failure) {
        if (PendingRequest.isBucketGone(failure)) {
            return Optional.empty();
        }
        throw failure;
    }

    private <A> PendingRequest<A> request(String bucket, String permission, CompletionStage<A> response) {
        return new PendingRequest<>(bucket, permission, response, accessDeniedRecorder);
    }

    private static Map<String, String> tags(GetBucketTaggingResponse answer) {
        return SdkValues.tags(answer.tagSet(), Tag::key, Tag::value);
    }

    private static List<String> prefixes(ListObjectsV2Response answer) {
        return answer.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
    }

    /**
     * A lifecycle configuration.
     *
     * @param text as JSON, in the form of the API
     * @param smallestTransition the header {@code x-amz-transition-default-minimum-object-size} of the response (API
     *     reference of GetBucketLifecycleConfiguration): below which size objects are not moved by default; empty if
     *     absent
     */
    private record LifecycleDocument(String text, String smallestTransition) {

        static LifecycleDocument of(GetBucketLifecycleConfigurationResponse answer) {
            ObjectNode document = SdkJsonMapper.tree(answer);
            document.withArray(RULES);
            return new LifecycleDocument(
                    Json.text(document), textOrEmpty(answer.transitionDefaultMinimumObjectSizeAsString()));
        }
    }

    /**
     * A request about one bucket that has been sent.
     *
     * @param permission that it requires
     */
    record PendingRequest<A>(
            String bucket, String permission, CompletionStage<A> response, AccessDeniedRecorder refusals) {

        private static final String NO_BUCKET = "NoSuchBucket";

        /** Whether the bucket no longer exists. */
        static boolean isBucketGone(SdkException failure) {
            return AccessDeniedRecorder.errorCode(failure).equals(NO_BUCKET);
        }

        /** Value of the response; empty if access was denied. */
        <T> Optional<T> value(Function<A, T> reading) {
            return value(reading, Map.of());
        }

        /**
         * Value of the response; empty if access was denied. Throws any other failure; {@link #isBucketGone} recognises
         * a missing bucket.
         *
         * @param codes values for error codes that are regular responses
         */
        <T> Optional<T> value(Function<A, T> reading, Map<String, T> codes) {
            try {
                return Optional.of(reading.apply(AwsFutures.await(response)));
            } catch (SdkException e) {
                T meant = codes.get(AccessDeniedRecorder.errorCode(e));
                if (meant == null) {
                    refusals.recordOrRethrow("Bucket " + bucket, permission, e);
                }
                return Optional.ofNullable(meant);
            }
        }
    }
}
