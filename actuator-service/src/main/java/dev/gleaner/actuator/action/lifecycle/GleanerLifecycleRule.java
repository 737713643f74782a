package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyReversibility;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A valid lifecycle rule that a remedy proposes, with an ID that marks it as one of Gleaner. */
public final class GleanerLifecycleRule {

    /** Prefix of the IDs of Gleaner's rules. All other rules were written by somebody else. */
    public static final String MARK = "gleaner-";

    /** Parameter of the remedy that contains a rule, or an array of rules, as JSON in the field names of the AWS API. */
    public static final String PARAMETER = "rule";

    private final JsonNode json;

    private GleanerLifecycleRule(JsonNode json) {
        this.json = json;
    }

    /**
     * The rules of a remedy, at least one. Throws {@link InvalidLifecycleRuleException} when the remedy has none, one that S3
     * would reject, or two of which the second would replace the first.
     */
    public static List<GleanerLifecycleRule> allOf(Map<String, String> parameters) {
        String text = parameters.get(PARAMETER);
        InvalidLifecycleRuleException.throwUnless(text != null, "the remedy names no rule");
        JsonNode json = read(String.valueOf(text));
        List<GleanerLifecycleRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode one : json.isArray() ? json : List.of(json)) {
            requireRule(one);
            LifecycleRuleValidator.check(one);
            GleanerLifecycleRule rule = new GleanerLifecycleRule(one);
            // The second ID is that of the rule that is added for the rest of small objects.
            for (String id : List.of(rule.id(), SmallObjectExclusion.remainderId(rule.id()))) {
                InvalidLifecycleRuleException.throwUnless(ids.add(id), "the ID " + id + " is that of another rule too");
            }
            rules.add(rule);
        }
        InvalidLifecycleRuleException.throwUnless(!rules.isEmpty(), "the remedy names no rule");
        return List.copyOf(rules);
    }

    private static JsonNode read(String text) {
        try {
            return Json.read(text, JsonNode.class);
        } catch (RuntimeException e) {
            throw new InvalidLifecycleRuleException("the rule can't be read: " + e.getMessage());
        }
    }

    private static void requireRule(JsonNode rule) {
        try {
            BucketLifecycle.Mapper.requireRule(rule);
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

    /**
     * Classes to which the rule moves objects or versions, and from which these can be read only after a paid restore of
     * several hours.
     */
    Set<String> archives() {
        return RemedyReversibility.archives(json);
    }

    /** Whether the rule deletes objects or versions, which cannot be undone. */
    boolean deletesObjects() {
        return RemedyReversibility.deletesObjects(json);
    }

    /** A lifecycle rule that must not be put, with the reason for a person. */
    public static final class InvalidLifecycleRuleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidLifecycleRuleException(String why) {
            super(why);
        }

        /** Why the rule must not be put. */
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
