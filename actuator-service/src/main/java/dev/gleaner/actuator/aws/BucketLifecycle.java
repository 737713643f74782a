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
 * Lifecycle configuration of a bucket, in the field names of the AWS API; it has no rules if the bucket has no
 * configuration. Two configurations are equal when S3 treats them alike, regardless of their order and form.
 *
 * @param rules the rules in their original order
 * @param minimumSize minimum object size for transitions; absent when S3 did not return it
 */
public record BucketLifecycle(
        @JsonProperty("Rules") List<JsonNode> rules,

        @JsonProperty("TransitionDefaultMinimumObjectSize") @Nullable
        String minimumSize) {

    /** Configuration of a bucket that never received one. */
    public static final BucketLifecycle NONE = new BucketLifecycle(List.of(), null);

    private static final String DEFAULT_MINIMUM_SIZE = "all_storage_classes_128K";
    private static final String ID = "ID";

    public BucketLifecycle {
        rules = List.copyOf(rules);
    }

    /** Whether the bucket has no configuration. S3 accepts no configuration without rules. */
    public boolean isNone() {
        return rules.isEmpty();
    }

    /** The canonical form, which all configurations of the same meaning share: sorted, with defaults applied. */
    public BucketLifecycle canonical() {
        return new BucketLifecycle(
                rules.stream()
                        .map(CanonicalRule::canonicalize)
                        // The text of each rule is computed once: computing it in each comparison takes seconds for a
                        // thousand rules.
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

    /** Whether a bucket shows this configuration after the given one was put. S3 adds an ID to each rule that has none. */
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
     * Canonical form of a rule, which all rules of the same meaning share: lists are sorted, empty fields are removed, a
     * deprecated prefix becomes a filter, and a missing filter becomes the empty prefix.
     */
    static final class CanonicalRule {

        private static final String FILTER = "Filter";
        private static final String PREFIX = "Prefix";

        private CanonicalRule() {}

        static JsonNode canonicalize(JsonNode rule) {
            // Parsed again, so that a number has the same type whether it comes from S3 or from the database.
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

    /** Converts lifecycle configurations to and from the types of the SDK. */
    public static final class Mapper {

        private Mapper() {}

        /** The configuration in a response of S3. */
        static BucketLifecycle fromResponse(GetBucketLifecycleConfigurationResponse shown) {
            List<JsonNode> rules =
                    shown.rules().stream().<JsonNode>map(SdkJsonMapper::tree).toList();
            return new BucketLifecycle(rules, shown.transitionDefaultMinimumObjectSizeAsString());
        }

        /** The request that puts a configuration. */
        static PutBucketLifecycleConfigurationRequest request(String bucket, BucketLifecycle document) {
            List<LifecycleRule> rules =
                    document.rules().stream().map(Mapper::rule).toList();
            return PutBucketLifecycleConfigurationRequest.builder()
                    .bucket(bucket)
                    .lifecycleConfiguration(configuration -> configuration.rules(rules))
                    .transitionDefaultMinimumObjectSize(document.minimumSize())
                    .build();
        }

        /** Throws {@link IllegalArgumentException} with the reason when the JSON is not a lifecycle rule of the API. */
        public static void requireRule(JsonNode rule) {
            rule(rule);
        }

        private static LifecycleRule rule(JsonNode rule) {
            return (LifecycleRule) SdkJsonMapper.build(rule, LifecycleRule.builder());
        }
    }
}
