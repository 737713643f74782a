package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.service.aws.SdkJsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;

/**
 * The lifecycle document of a bucket, in the AWS API's own field names; without rules where there is none. Two are equal
 * when S3 does the same by them, whatever their order and form.
 *
 * @param rules as found, in their order
 * @param minimumSize absent when S3 did not tell
 */
public record BucketLifecycle(
        @JsonProperty("Rules") List<JsonNode> rules,

        @JsonProperty("TransitionDefaultMinimumObjectSize") @Nullable
        String minimumSize) {

    /** What a bucket has that was never given one. */
    public static final BucketLifecycle NONE = new BucketLifecycle(List.of(), null);

    private static final String DEFAULT_MINIMUM_SIZE = "all_storage_classes_128K";
    private static final String ID = "ID";

    public BucketLifecycle {
        rules = List.copyOf(rules);
    }

    /** Whether there is no document: S3 knows none without rules. */
    public boolean isNone() {
        return rules.isEmpty();
    }

    /** The one form of all documents that mean the same: sorted, defaults applied. */
    public BucketLifecycle canonical() {
        return new BucketLifecycle(
                rules.stream()
                        .map(CanonicalRule::canonicalize)
                        // Each text once: of a thousand rules the texts of each comparison take seconds.
                        .map(rule -> Map.entry(text(rule), rule))
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList(),
                minimumSize == null ? DEFAULT_MINIMUM_SIZE : minimumSize);
    }

    /** {@code sha256:...} of the canonical form. */
    public String hash() {
        return Json.canonicalHash(canonical());
    }

    /** Whether this is what a bucket shows to which that document was put: S3 gives an ID to each rule without one. */
    public boolean isResultOf(BucketLifecycle put) {
        BucketLifecycle shown = canonical();
        BucketLifecycle wanted = put.canonical();
        if (!put.isNone() && !Objects.equals(shown.minimumSize, wanted.minimumSize)) {
            return false;
        }
        List<JsonNode> left = new ArrayList<>(shown.rules);
        List<JsonNode> missing =
                wanted.rules.stream().filter(rule -> !left.remove(rule)).toList();
        List<JsonNode> withoutId =
                new ArrayList<>(left.stream().map(BucketLifecycle::withoutId).toList());
        return missing.stream().allMatch(withoutId::remove) && withoutId.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BucketLifecycle document && text(canonical()).equals(text(document.canonical()));
    }

    @Override
    public int hashCode() {
        return text(canonical()).hashCode();
    }

    private static JsonNode withoutId(JsonNode rule) {
        ObjectNode copy = rule.deepCopy();
        copy.remove(ID);
        return copy;
    }

    private static String text(Object value) {
        return new String(Json.canonical(value), StandardCharsets.UTF_8);
    }

    /**
     * The one form of all lifecycle rules that mean the same: lists sorted, what says nothing left out, the deprecated prefix
     * as a filter, and no filter as the empty prefix.
     */
    static final class CanonicalRule {

        private static final String FILTER = "Filter";
        private static final String PREFIX = "Prefix";

        private CanonicalRule() {}

        static JsonNode canonicalize(JsonNode rule) {
            // Read anew, so that a number is of the same type whether it came from S3 or from the database.
            ObjectNode canonical = Json.read(Json.bytes(rule), ObjectNode.class);
            JsonNode filter = canonical.path(FILTER);
            if (filter.isMissingNode() || filter.isNull() || filter.isEmpty()) {
                canonical.putObject(FILTER).put(PREFIX, canonical.path(PREFIX).asText(""));
            }
            canonical.remove(PREFIX);
            removeEmptyFields(canonical);
            return canonical;
        }

        private static void removeEmptyFields(JsonNode node) {
            if (node instanceof ObjectNode object) {
                object.properties().forEach(field -> removeEmptyFields(field.getValue()));
                object.properties().removeIf(field -> isEmptyOrDefault(field.getKey(), field.getValue()));
            } else if (node instanceof ArrayNode array) {
                array.forEach(CanonicalRule::removeEmptyFields);
                List<JsonNode> sorted = new ArrayList<>();
                array.forEach(sorted::add);
                sorted.sort(Comparator.comparing(CanonicalRule::text));
                array.removeAll().addAll(sorted);
            }
        }

        private static boolean isEmptyOrDefault(String name, JsonNode value) {
            return value.isNull()
                    || (value.isArray() && value.isEmpty())
                    || (name.equals("ExpiredObjectDeleteMarker") && !value.booleanValue());
        }

        private static String text(JsonNode node) {
            return new String(Json.canonical(node), StandardCharsets.UTF_8);
        }
    }

    /** Lifecycle documents as the SDK has them. */
    public static final class Mapper {

        private Mapper() {}

        /** What S3 showed. */
        static BucketLifecycle fromResponse(GetBucketLifecycleConfigurationResponse shown) {
            List<JsonNode> rules =
                    shown.rules().stream().<JsonNode>map(SdkJsonMapper::tree).toList();
            return new BucketLifecycle(rules, shown.transitionDefaultMinimumObjectSizeAsString());
        }

        /** What puts a document to a bucket. */
        static PutBucketLifecycleConfigurationRequest request(String bucket, BucketLifecycle document) {
            List<LifecycleRule> rules =
                    document.rules().stream().map(Mapper::rule).toList();
            return PutBucketLifecycleConfigurationRequest.builder()
                    .bucket(bucket)
                    .lifecycleConfiguration(configuration -> configuration.rules(rules))
                    .transitionDefaultMinimumObjectSize(document.minimumSize())
                    .build();
        }

        /** Throws {@link IllegalArgumentException} with the reason when this is no lifecycle rule of the API. */
        public static void requireRule(JsonNode rule) {
            rule(rule);
        }

        private static LifecycleRule rule(JsonNode rule) {
            return (LifecycleRule) SdkJsonMapper.build(rule, LifecycleRule.builder());
        }
    }
}
