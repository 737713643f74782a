package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An S3 bucket of an estate.
 *
 * @param name the name of the bucket
 * @param account twelve digits
 * @param created the time of its creation, which the trail then contains; absent when unknown
 * @param versioning absent where it was never enabled
 * @param lifecycle the document with the field names of the API, {@code {"Rules": [...]}}; absent without lifecycle
 *     rules
 * @param prefixes the beginnings of its keys up to the first slash, each with some keys
 * @param bytes in storage class Standard; absent where CloudWatch has no point
 * @param inventory what its daily reports of S3 Inventory show; empty without reports
 * @param uploads incomplete multipart uploads
 * @param accessLogs whether server access logs show its reads instead of data events of the trail; absent if not
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateBucket(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        @Nullable EstateTime created,
        @Nullable Versioning versioning,
        @Nullable JsonNode lifecycle,
        Map<String, List<String>> prefixes,
        @Nullable Long bytes,
        List<StoredFolder> inventory,
        List<IncompleteUpload> uploads,
        @Nullable Boolean accessLogs)
        implements EstateResource {

    public EstateBucket {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        prefixes = prefixes == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(prefixes));
        inventory = inventory == null ? List.of() : List.copyOf(inventory);
        uploads = uploads == null ? List.of() : List.copyOf(uploads);
    }

    /** The bucket with another document, or without one. */
    public EstateBucket withLifecycle(@Nullable JsonNode document) {
        return new EstateBucket(
                name,
                account,
                region,
                tags,
                created,
                versioning,
                document,
                prefixes,
                bytes,
                inventory,
                uploads,
                accessLogs);
    }

    /** Whether server access logs show its reads, and the trail does not. */
    public boolean hasAccessLogs() {
        return accessLogs != null && accessLogs;
    }

    /** The keys of the objects with a prefix; none for an unknown prefix. */
    public List<String> keys(String prefix) {
        return prefixes.getOrDefault(prefix, List.of()).stream()
                .map(key -> prefix + key)
                .toList();
    }

    /** The versioning of a bucket. */
    public enum Versioning {
        @JsonProperty("enabled")
        ENABLED("Enabled"),
        @JsonProperty("suspended")
        SUSPENDED("Suspended");

        private final String awsName;

        Versioning(String awsName) {
            this.awsName = awsName;
        }

        /** The name in the S3 API. */
        public String awsName() {
            return awsName;
        }
    }

    /**
     * A multipart upload to a bucket that was neither completed nor aborted.
     *
     * @param started when it began
     * @param bytes of the part that was uploaded
     */
    public record IncompleteUpload(String key, EstateTime started, long bytes) {}
}
