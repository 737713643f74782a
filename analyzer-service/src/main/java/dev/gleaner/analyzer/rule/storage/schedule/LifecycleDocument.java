package dev.gleaner.analyzer.rule.storage.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the lifecycle rules of a bucket do with the objects of a prefix.
 *
 * @param schedule null if that can't be said as one schedule
 * @param reason why not; null otherwise
 */
public record LifecycleDocument(
        @Nullable LifecycleSchedule schedule, @Nullable String reason) {

    private static final String SIZE_ABOVE = "ObjectSizeGreaterThan";
    private static final String DAYS = "Days";
    private static final String NONCURRENT_DAYS = "NoncurrentDays";

    /**
     * Reads the JSON of the S3 API.
     *
     * @param json the configuration, or an empty text if the bucket has none
     */
    public static LifecycleDocument of(String json, String prefix) {
        if (json.isBlank()) {
            return new LifecycleDocument(LifecycleSchedule.NONE, null);
        }
        try {
            Reading reading = new Reading(prefix);
            for (JsonNode rule : Json.read(json, JsonNode.class).path("Rules")) {
                if (rule.path("Status").asText().equals("Enabled")) {
                    reading.add(rule);
                }
            }
            return new LifecycleDocument(reading.schedule(), null);
        } catch (NotOneScheduleException e) {
            return new LifecycleDocument(null, e.getMessage());
        } catch (UncheckedIOException e) {
            return new LifecycleDocument(null, "the lifecycle configuration can't be read");
        }
    }

    /** The rules of a prefix so far. */
    private static final class Reading {

        private final String prefix;
        private final List<Step> current = new ArrayList<>();
        private final List<Step> noncurrent = new ArrayList<>();
        private final Set<Long> sizes = new HashSet<>();
        private int expireDays;
        private int expireNoncurrentDays;

        Reading(String prefix) {
            this.prefix = prefix;
        }

        void add(JsonNode rule) {
            JsonNode filter = rule.path("Filter");
            JsonNode conditions = filter.has("And") ? filter.path("And") : filter;
            String start = conditions.path("Prefix").asText(rule.path("Prefix").asText(""));
            boolean isAbove = prefix.startsWith(start);
            if (!actsOnObjects(rule) || !(isAbove || start.startsWith(prefix))) {
                return;
            }
            check(isAbove, "a rule applies to a part of the prefix: " + start);
            check(!conditions.has("Tag") && !conditions.has("Tags"), "a rule applies to objects with a tag only");
            check(!conditions.has("ObjectSizeLessThan"), "a rule applies to small objects only");
            addSteps(rule.path("Transitions"), DAYS, conditions, current);
            addSteps(rule.path("NoncurrentVersionTransitions"), NONCURRENT_DAYS, conditions, noncurrent);
            expireDays = earlier(expireDays, rule.path("Expiration"), DAYS, conditions);
            expireNoncurrentDays = earlier(
                    expireNoncurrentDays, rule.path("NoncurrentVersionExpiration"), NONCURRENT_DAYS, conditions);
        }

        LifecycleSchedule schedule() {
            check(sizes.size() < 2, "the transitions have different conditions on the size");
            Long above = sizes.isEmpty() ? null : sizes.iterator().next();
            return new LifecycleSchedule(
                    current, noncurrent, expireDays, expireNoncurrentDays, above == null || above < 0 ? null : above);
        }

        private static boolean actsOnObjects(JsonNode rule) {
            return rule.has("Transitions")
                    || rule.has("NoncurrentVersionTransitions")
                    || rule.path("Expiration").has(DAYS)
                    || rule.path("Expiration").has("Date")
                    || rule.has("NoncurrentVersionExpiration");
        }

        private void addSteps(JsonNode transitions, String unit, JsonNode conditions, List<Step> steps) {
            for (JsonNode transition : transitions) {
                check(transition.has(unit), "a transition is made on a date");
                check(!transition.has("NewerNoncurrentVersions"), "a rule keeps a number of old versions");
                String name = transition.path("StorageClass").asText();
                StorageClass target = StorageClass.of(name)
                        .orElseThrow(() -> new NotOneScheduleException("a transition leads to " + name));
                steps.add(new Step(transition.path(unit).asInt(), target));
                sizes.add(conditions.path(SIZE_ABOVE).asLong(-1));
            }
        }

        private static int earlier(int days, JsonNode expiration, String unit, JsonNode conditions) {
            check(!expiration.has("Date"), "an expiration is on a date");
            check(!expiration.has("NewerNoncurrentVersions"), "a rule keeps a number of old versions");
            if (!expiration.has(unit)) {
                return days;
            }
            check(!conditions.has(SIZE_ABOVE), "an expiration depends on the size");
            int found = expiration.path(unit).asInt();
            return days == 0 ? found : Math.min(days, found);
        }

        private static void check(boolean condition, String reason) {
            if (!condition) {
                throw new NotOneScheduleException(reason);
            }
        }
    }

    private static final class NotOneScheduleException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotOneScheduleException(String reason) {
            super(reason);
        }
    }
}
