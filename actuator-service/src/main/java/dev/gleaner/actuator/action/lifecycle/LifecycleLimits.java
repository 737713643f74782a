package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What S3 takes of a rule, looked at before any call. */
final class LifecycleLimits {

    private static final int LONGEST_ID = 255;
    static final Set<String> ACTIONS = Set.of(
            "Transitions",
            "Expiration",
            "NoncurrentVersionTransitions",
            "NoncurrentVersionExpiration",
            "AbortIncompleteMultipartUpload");

    private LifecycleLimits() {}

    /** Throws {@link RefusedRule} at the first thing that S3 does not take. */
    static void check(JsonNode rule) {
        String id = rule.path("ID").asText();
        RefusedRule.unless(
                id.startsWith(OurRule.MARK) && id.length() <= LONGEST_ID,
                "the ID of a rule of ours begins with " + OurRule.MARK + " and has at most " + LONGEST_ID
                        + " characters");
        JsonNode filter = rule.path("Filter");
        RefusedRule.unless(
                filter.has("Prefix") || filter.path("And").has("Prefix"),
                "a rule of ours needs Filter.Prefix or Filter.And.Prefix");
        RefusedRule.unless(
                Set.of("Enabled", "Disabled").contains(rule.path("Status").asText()),
                "Status has to be Enabled or Disabled");
        RefusedRule.unless(ACTIONS.stream().anyMatch(rule::has), "the rule does nothing");
        checkActions(rule);
        SmallObjects.check(rule);
    }

    private static void checkActions(JsonNode rule) {
        new Schedule("Days", rule.path("Transitions")).check(rule.path("Expiration"));
        new Schedule("NoncurrentDays", rule.path("NoncurrentVersionTransitions"))
                .check(rule.path("NoncurrentVersionExpiration"));
        JsonNode abort = rule.path("AbortIncompleteMultipartUpload");
        if (!abort.isMissingNode()) {
            Schedule.days(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload");
        }
    }
}
