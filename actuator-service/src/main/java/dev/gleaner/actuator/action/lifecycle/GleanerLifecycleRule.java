package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A lifecycle rule that a remedy proposes: legal, and marked as ours by its ID. */
public final class GleanerLifecycleRule {

    /** What the ID of a rule of ours begins with; whatever begins otherwise is somebody else's. */
    public static final String MARK = "gleaner-";

    /** The remedy's parameter that holds the rule as JSON in the AWS API's own field names. */
    public static final String PARAMETER = "rule";

    /** Amazon S3 User Guide: objects there have to be restored before they can be read. */
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private final JsonNode json;

    private GleanerLifecycleRule(JsonNode json) {
        this.json = json;
    }

    /** The rule of a remedy; {@link InvalidLifecycleRuleException} when it has none, or one that S3 would not take. */
    public static GleanerLifecycleRule of(Map<String, String> parameters) {
        String text = parameters.get(PARAMETER);
        InvalidLifecycleRuleException.throwUnless(text != null, "the remedy names no rule");
        JsonNode rule = read(String.valueOf(text));
        LifecycleRuleValidator.check(rule);
        return new GleanerLifecycleRule(rule);
    }

    private static JsonNode read(String text) {
        try {
            JsonNode rule = Json.read(text, JsonNode.class);
            BucketLifecycle.Mapper.requireRule(rule);
            return rule;
        } catch (RuntimeException e) {
            throw new InvalidLifecycleRuleException("the rule can't be read: " + e.getMessage());
        }
    }

    JsonNode json() {
        return json;
    }

    String id() {
        return json.path("ID").asText();
    }

    /** The classes to which it moves objects or versions that can be read no more until a paid restore of hours is over. */
    Set<String> archives() {
        Set<String> classes = new TreeSet<>();
        for (String moves : List.of("Transitions", "NoncurrentVersionTransitions")) {
            json.path(moves)
                    .forEach(move -> classes.add(move.path("StorageClass").asText()));
        }
        classes.retainAll(ARCHIVES);
        return classes;
    }

    /** Whether it deletes objects or versions, which nothing brings back. */
    boolean deletesObjects() {
        return json.has("Expiration") || json.has("NoncurrentVersionExpiration");
    }

    /** A lifecycle rule that is not put, with the reason for a person. */
    public static final class InvalidLifecycleRuleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidLifecycleRuleException(String why) {
            super(why);
        }

        /** Why not. */
        public String reason() {
            return String.valueOf(getMessage());
        }

        static void throwUnless(boolean condition, String why) {
            if (!condition) {
                throw new InvalidLifecycleRuleException(why);
            }
        }
    }
}
