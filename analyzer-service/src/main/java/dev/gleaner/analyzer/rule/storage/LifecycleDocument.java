package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The lifecycle rules of a bucket, as far as they hold for all objects of a prefix. */
record LifecycleDocument(List<JsonNode> rules) {

    private static final String PREFIX = "Prefix";
    private static final String SIZE = "ObjectSizeGreaterThan";

    /**
     * The largest object that S3 leaves where it is by default, bytes. Source: Amazon S3 User Guide, "Transitioning objects
     * using Amazon S3 Lifecycle", minimum object size.
     */
    private static final long SMALL = 131_072;

    /** Reads the provider's JSON; empty when it can't be read. */
    static Optional<LifecycleDocument> parse(String json) {
        try {
            JsonNode rules = Json.read(json, JsonNode.class).path("Rules");
            List<JsonNode> list = new ArrayList<>();
            rules.forEach(list::add);
            return rules.isArray() ? Optional.of(new LifecycleDocument(list)) : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Whether a rule says when current objects move or end. */
    boolean coversObjects(String prefix) {
        return hasTransition(prefix, "Transitions")
                || rulesForWhole(prefix)
                        .anyMatch(rule -> rule.path("Expiration").has("Days")
                                || rule.path("Expiration").has("Date"));
    }

    /** Whether a rule says when old versions move or end. */
    boolean coversVersions(String prefix) {
        return hasTransition(prefix, "NoncurrentVersionTransitions")
                || rulesForWhole(prefix)
                        .anyMatch(
                                rule -> rule.path("NoncurrentVersionExpiration").has("NoncurrentDays"));
    }

    /** A move that leaves out only small objects leaves out none: they would cost more elsewhere (NixOS/infra#960). */
    private boolean hasTransition(String prefix, String transitions) {
        return rulesFor(prefix)
                .filter(rule -> isWhole(filter(rule)) || isWholeButForSmall(filter(rule)))
                .anyMatch(rule -> isSome(rule.path(transitions)));
    }

    /** Whether a rule ends uploads that nobody completes. */
    boolean endsUploads(String prefix) {
        return rulesForWhole(prefix).anyMatch(rule -> isSome(rule.path("AbortIncompleteMultipartUpload")));
    }

    /** The rules that are on and hold for all objects of a prefix. */
    private Stream<JsonNode> rulesForWhole(String prefix) {
        return rulesFor(prefix).filter(rule -> isWhole(filter(rule)));
    }

    /** The rules that are on and hold for objects of a prefix. */
    private Stream<JsonNode> rulesFor(String prefix) {
        return rules.stream()
                .filter(rule -> rule.path("Status").asText().equals("Enabled"))
                .filter(rule -> prefix.startsWith(start(rule)));
    }

    /** A condition on tags or sizes leaves objects out. */
    private static boolean isWhole(JsonNode filter) {
        return hasOnly(filter, Set.of(PREFIX));
    }

    private static boolean isWholeButForSmall(JsonNode filter) {
        return hasOnly(filter, Set.of(PREFIX, SIZE)) && filter.path(SIZE).asLong() <= SMALL;
    }

    private static boolean hasOnly(JsonNode filter, Set<String> fields) {
        return filter.properties().stream().allMatch(field -> fields.contains(field.getKey()));
    }

    private static JsonNode filter(JsonNode rule) {
        JsonNode filter = rule.path("Filter");
        return filter.has("And") ? filter.path("And") : filter;
    }

    /** The deprecated prefix of the rule itself counts where there is no filter. */
    private static String start(JsonNode rule) {
        return filter(rule).path(PREFIX).asText(rule.path(PREFIX).asText(""));
    }

    private static boolean isSome(JsonNode node) {
        return node.isContainerNode() && !node.isEmpty();
    }
}
