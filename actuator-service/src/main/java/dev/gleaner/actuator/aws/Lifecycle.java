package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle document of a bucket, in the AWS API's own field names; without rules where there is none. Two are equal
 * when S3 does the same by them, whatever their order and form.
 *
 * @param rules as found, in their order
 * @param minimumSize absent when S3 did not tell
 */
public record Lifecycle(
        @JsonProperty("Rules") List<JsonNode> rules,

        @JsonProperty("TransitionDefaultMinimumObjectSize") @Nullable
        String minimumSize) {

    /** What a bucket has that was never given one. */
    public static final Lifecycle NONE = new Lifecycle(List.of(), null);

    private static final String DEFAULT_MINIMUM_SIZE = "all_storage_classes_128K";
    private static final String ID = "ID";

    public Lifecycle {
        rules = List.copyOf(rules);
    }

    /** Whether there is no document: S3 knows none without rules. */
    public boolean isNone() {
        return rules.isEmpty();
    }

    /** The one form of all documents that mean the same: sorted, defaults applied. */
    public Lifecycle canonical() {
        return new Lifecycle(
                rules.stream()
                        .map(CanonicalRule::of)
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
    public boolean cameOf(Lifecycle put) {
        Lifecycle shown = canonical();
        Lifecycle wanted = put.canonical();
        if (!put.isNone() && !Objects.equals(shown.minimumSize, wanted.minimumSize)) {
            return false;
        }
        List<JsonNode> left = new ArrayList<>(shown.rules);
        List<JsonNode> missing =
                wanted.rules.stream().filter(rule -> !left.remove(rule)).toList();
        List<JsonNode> withoutId =
                new ArrayList<>(left.stream().map(Lifecycle::withoutId).toList());
        return missing.stream().allMatch(withoutId::remove) && withoutId.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Lifecycle document && text(canonical()).equals(text(document.canonical()));
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
}
