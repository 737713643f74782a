package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An S3 bucket of an estate.
 *
 * @param name its real name
 * @param account twelve digits
 * @param created when it was made, which the trail then shows; absent when nobody knows
 * @param versioning absent where it never had it
 * @param lifecycle its document in the API's own field names, {@code {"Rules": [...]}}; absent where it has none
 * @param prefixes what its keys begin with, up to and with the first slash, and some keys below each
 * @param bytes in storage, in class Standard; absent where CloudWatch has no point
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
        @Nullable Long bytes) {

    public EstateBucket {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        prefixes = prefixes == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(prefixes));
    }

    /** The same with another document, or none. */
    public EstateBucket withLifecycle(@Nullable JsonNode document) {
        return new EstateBucket(name, account, region, tags, created, versioning, document, prefixes, bytes);
    }

    /** Whole keys of the objects below a prefix; none where the prefix is unknown. */
    public List<String> keys(String prefix) {
        return prefixes.getOrDefault(prefix, List.of()).stream()
                .map(key -> prefix + key)
                .toList();
    }

    /** Whether a bucket keeps what is overwritten or deleted; one that never did has none of these. */
    public enum Versioning {
        @JsonProperty("enabled")
        ENABLED("Enabled"),
        @JsonProperty("suspended")
        SUSPENDED("Suspended");

        private final String awsName;

        Versioning(String awsName) {
            this.awsName = awsName;
        }

        /** S3's name. */
        public String awsName() {
            return awsName;
        }
    }
}
