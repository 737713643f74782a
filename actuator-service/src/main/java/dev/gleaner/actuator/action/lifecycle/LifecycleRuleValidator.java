package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Checks, before any call, whether S3 accepts a rule. */
final class LifecycleRuleValidator {

    private static final int LONGEST_ID = 255;
    static final Set<String> ACTIONS = Set.of(
            "Transitions",
            "Expiration",
            "NoncurrentVersionTransitions",
            "NoncurrentVersionExpiration",
            "AbortIncompleteMultipartUpload");

    private LifecycleRuleValidator() {}

    /**
     * Throws {@link GleanerLifecycleRule.InvalidLifecycleRuleException} with the first reason why S3 would reject the rule.
     */
    static void check(JsonNode rule) {
        String id = rule.path("ID").asText();
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                id.startsWith(GleanerLifecycleRule.MARK) && id.length() <= LONGEST_ID,
                "the ID of a rule of ours begins with " + GleanerLifecycleRule.MARK + " and has at most " + LONGEST_ID
                        + " characters");
        JsonNode filter = rule.path("Filter");
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                filter.has("Prefix") || filter.path("And").has("Prefix"),
                "a rule of ours needs Filter.Prefix or Filter.And.Prefix");
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                Set.of("Enabled", "Disabled").contains(rule.path("Status").asText()),
                "Status has to be Enabled or Disabled");
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                ACTIONS.stream().anyMatch(rule::has), "the rule does nothing");
        checkActions(rule);
        SmallObjectExclusion.check(rule);
    }

    private static void checkActions(JsonNode rule) {
        new TransitionSchedule("Days", rule.path("Transitions")).check(rule.path("Expiration"));
        new TransitionSchedule("NoncurrentDays", rule.path("NoncurrentVersionTransitions"))
                .check(rule.path("NoncurrentVersionExpiration"));
        JsonNode abort = rule.path("AbortIncompleteMultipartUpload");
        if (!abort.isMissingNode()) {
            TransitionSchedule.days(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload");
        }
    }

    /**
     * Transitions of an object through the storage classes until its expiration.
     *
     * @param unit name of the field that contains the days
     * @param transitions in any order, in the form of the API
     */
    record TransitionSchedule(String unit, JsonNode transitions) {

        /** Storage classes from warm to cold. S3 moves objects only to a later class of this list. */
        private static final List<String> DOWNWARDS =
                List.of("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

        private static final Set<String> INFREQUENT = Set.of("STANDARD_IA", "ONEZONE_IA");
        private static final Set<String> ARCHIVES = Set.of("GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");
        private static final int LEAST_DAYS = 30;

        /**
         * Throws {@link GleanerLifecycleRule.InvalidLifecycleRuleException} with the first transition that S3 would reject.
         */
        void check(JsonNode expiration) {
            List<Step> steps = steps();
            steps.forEach(TransitionSchedule::checkAlone);
            for (int i = 1; i < steps.size(); i++) {
                checkMove(steps.get(i - 1), steps.get(i));
            }
            for (Step infrequent : steps) {
                steps.forEach(archive -> checkArchive(infrequent, archive));
            }
            if (!expiration.isMissingNode()) {
                checkEnd(days(expiration, unit, "an expiration"), steps);
            }
        }

        /** A positive number of days. */
        static int days(JsonNode owner, String unit, String what) {
            int days = owner.path(unit).asInt();
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    days > 0, what + " needs a positive " + unit);
            return days;
        }

        private List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            transitions.forEach(transition -> {
                String storageClass = transition.path("StorageClass").asText();
                steps.add(new Step(days(transition, unit, "a transition"), storageClass));
            });
            steps.sort(Comparator.comparingInt(Step::days));
            return steps;
        }

        private static void checkAlone(Step step) {
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    DOWNWARDS.contains(step.storageClass()), "objects can't be moved to " + step.storageClass());
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    !INFREQUENT.contains(step.storageClass()) || step.days() >= LEAST_DAYS,
                    step.storageClass() + " takes objects after " + LEAST_DAYS + " days at the earliest, not "
                            + step.days());
        }

        private static void checkMove(Step from, Step to) {
            boolean down = DOWNWARDS.indexOf(from.storageClass()) < DOWNWARDS.indexOf(to.storageClass());
            boolean skipped = from.storageClass().equals("ONEZONE_IA")
                    && to.storageClass().equals("GLACIER_IR");
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    down && !skipped && from.days() < to.days(),
                    "S3 does not move objects from " + from.storageClass() + " after " + from.days() + " days to "
                            + to.storageClass() + " after " + to.days());
        }

        private static void checkArchive(Step infrequent, Step archive) {
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    !INFREQUENT.contains(infrequent.storageClass())
                            || !ARCHIVES.contains(archive.storageClass())
                            || archive.days() >= infrequent.days() + LEAST_DAYS,
                    archive.storageClass() + " has to come at least " + LEAST_DAYS + " days after "
                            + infrequent.storageClass());
        }

        private static void checkEnd(int end, List<Step> steps) {
            steps.forEach(step -> GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    step.days() < end,
                    "an expiration after " + end + " days has to come after the transition to " + step.storageClass()));
        }

        private record Step(int days, String storageClass) {}
    }
}
