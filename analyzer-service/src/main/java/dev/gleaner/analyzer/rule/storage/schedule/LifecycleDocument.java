package dev.gleaner.analyzer.rule.storage.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lifecycle rules of a bucket, in the JSON of the S3 API. */
public record LifecycleDocument(List<JsonNode> rules) {

    private static final String PREFIX = "Prefix";
    private static final String SIZE_ABOVE = "ObjectSizeGreaterThan";
    private static final String DAYS = "Days";
    private static final String NONCURRENT_DAYS = "NoncurrentDays";
    private static final String TRANSITIONS = "Transitions";
    private static final String NONCURRENT_TRANSITIONS = "NoncurrentVersionTransitions";
    private static final String EXPIRATION = "Expiration";
    private static final String NONCURRENT_EXPIRATION = "NoncurrentVersionExpiration";

    /**
     * The largest object that S3 leaves where it is by default, bytes. Source: Amazon S3 User Guide, "Transitioning objects
     * using Amazon S3 Lifecycle", minimum object size.
     */
    private static final long SMALLEST_MOVED = 131_072;

    public LifecycleDocument {
        rules = List.copyOf(rules);
    }

    /** Reads the JSON; a blank text has no rules. Empty if it can't be read. */
    public static Optional<LifecycleDocument> parse(String json) {
        if (json.isBlank()) {
            return Optional.of(new LifecycleDocument(List.of()));
        }
        try {
            JsonNode rules = Json.read(json, JsonNode.class).path("Rules");
            List<JsonNode> list = new ArrayList<>();
            rules.forEach(list::add);
            return rules.isArray() ? Optional.of(new LifecycleDocument(list)) : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** What the rules do with the objects of a prefix. */
    public PrefixSchedule scheduleOf(String prefix) {
        try {
            Reading reading = new Reading(prefix);
            enabled().forEach(reading::add);
            return new PrefixSchedule(reading.schedule(), null);
        } catch (NotOneScheduleException e) {
            return new PrefixSchedule(null, e.getMessage());
        }
    }

    /** Whether a rule moves or expires all current objects of a prefix. */
    public boolean coversObjects(String prefix) {
        return hasTransition(prefix, TRANSITIONS)
                || rulesForWhole(prefix)
                        .anyMatch(rule -> rule.path(EXPIRATION).has(DAYS)
                                || rule.path(EXPIRATION).has("Date"));
    }

    /** Whether a rule moves or expires all noncurrent versions of a prefix. */
    public boolean coversVersions(String prefix) {
        return hasTransition(prefix, NONCURRENT_TRANSITIONS)
                || rulesForWhole(prefix)
                        .anyMatch(rule -> rule.path(NONCURRENT_EXPIRATION).has(NONCURRENT_DAYS));
    }

    /** Whether a rule expires current objects of a prefix. */
    public boolean expiresObjects(String prefix) {
        return rulesFor(prefix)
                .map(rule -> rule.path(EXPIRATION))
                .anyMatch(expiration -> expiration.has(DAYS) || expiration.has("Date"));
    }

    /** Whether a rule expires all current objects of a prefix. */
    public boolean expiresAllObjects(String prefix) {
        return rulesForWhole(prefix)
                .map(rule -> rule.path(EXPIRATION))
                .anyMatch(expiration -> expiration.has(DAYS) || expiration.has("Date"));
    }

    /** Whether a rule expires all old versions of a prefix. */
    public boolean expiresAllVersions(String prefix) {
        return rulesForWhole(prefix)
                .anyMatch(rule -> rule.path(NONCURRENT_EXPIRATION).has(NONCURRENT_DAYS));
    }

    /**
     * The name of a rule that keeps some of the objects below a prefix, or their old versions, for longer than a number of days and
     * expires them then, or on a date; empty if none does. An expiration of the whole prefix after that many days would expire
     * them earlier.
     *
     * @param noncurrentDays the same for old versions; {@link Integer#MAX_VALUE} if they would not be expired
     */
    public Optional<String> laterExpiration(String prefix, int days, int noncurrentDays) {
        return enabled()
                .filter(rule -> prefix.startsWith(start(rule)) || start(rule).startsWith(prefix))
                .filter(rule -> rule.path(EXPIRATION).has("Date")
                        || rule.path(EXPIRATION).path(DAYS).asInt() > days
                        || rule.path(NONCURRENT_EXPIRATION)
                                        .path(NONCURRENT_DAYS)
                                        .asInt()
                                > noncurrentDays
                        || (rule.path(NONCURRENT_EXPIRATION).has("NewerNoncurrentVersions")
                                && noncurrentDays < Integer.MAX_VALUE))
                .map(rule -> rule.path("ID").asText("without an ID"))
                .findFirst();
    }

    /** Whether the rule of an ID expires objects or versions. */
    public boolean expiresBy(String id) {
        return rules.stream()
                .filter(rule -> rule.path("ID").asText().equals(id))
                .anyMatch(rule -> rule.has(EXPIRATION) || rule.has(NONCURRENT_EXPIRATION));
    }

    /** Whether a rule aborts the incomplete uploads of a prefix. */
    public boolean endsUploads(String prefix) {
        return rulesForWhole(prefix).anyMatch(rule -> isSome(rule.path("AbortIncompleteMultipartUpload")));
    }

    /** The ID of a rule other than {@code own} that moves objects of a prefix; empty if none does. */
    public Optional<String> moverOtherThan(String own, String prefix) {
        return rulesFor(prefix)
                .filter(rule -> isSome(rule.path(TRANSITIONS)) || isSome(rule.path(NONCURRENT_TRANSITIONS)))
                .map(rule -> rule.path("ID").asText())
                .filter(id -> !id.equals(own))
                .findFirst();
    }

    /** A transition that excludes only small objects counts: they would cost more in another class (NixOS/infra#960). */
    private boolean hasTransition(String prefix, String transitions) {
        return rulesFor(prefix)
                .filter(rule -> isWhole(conditions(rule)) || excludesOnlySmall(conditions(rule)))
                .anyMatch(rule -> isSome(rule.path(transitions)));
    }

    /** The enabled rules that apply to all objects of a prefix. */
    private Stream<JsonNode> rulesForWhole(String prefix) {
        return rulesFor(prefix).filter(rule -> isWhole(conditions(rule)));
    }

    /** The enabled rules that apply to objects of a prefix. */
    private Stream<JsonNode> rulesFor(String prefix) {
        return enabled().filter(rule -> prefix.startsWith(start(rule)));
    }

    private Stream<JsonNode> enabled() {
        return rules.stream().filter(rule -> rule.path("Status").asText().equals("Enabled"));
    }

    /** A condition on tags or sizes excludes objects. */
    private static boolean isWhole(JsonNode conditions) {
        return hasOnly(conditions, Set.of(PREFIX));
    }

    private static boolean excludesOnlySmall(JsonNode conditions) {
        return hasOnly(conditions, Set.of(PREFIX, SIZE_ABOVE))
                && conditions.path(SIZE_ABOVE).asLong() <= SMALLEST_MOVED;
    }

    private static boolean hasOnly(JsonNode conditions, Set<String> fields) {
        return conditions.properties().stream().allMatch(field -> fields.contains(field.getKey()));
    }

    private static JsonNode conditions(JsonNode rule) {
        JsonNode filter = rule.path("Filter");
        return filter.has("And") ? filter.path("And") : filter;
    }

    /** The deprecated prefix of the rule itself counts if there is no filter. */
    private static String start(JsonNode rule) {
        return conditions(rule).path(PREFIX).asText(rule.path(PREFIX).asText(""));
    }

    private static boolean isSome(JsonNode node) {
        return node.isContainerNode() && !node.isEmpty();
    }

    /**
     * What the rules of a bucket do with the objects of a prefix.
     *
     * @param schedule null if that can't be said as one schedule
     * @param reason why not; null otherwise
     */
    public record PrefixSchedule(
            @Nullable LifecycleSchedule schedule, @Nullable String reason) {}

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
            JsonNode conditions = conditions(rule);
            String start = start(rule);
            boolean isAbove = prefix.startsWith(start);
            if (!actsOnObjects(rule) || !(isAbove || start.startsWith(prefix))) {
                return;
            }
            check(isAbove, "a rule applies to a part of the prefix: " + start);
            check(!conditions.has("Tag") && !conditions.has("Tags"), "a rule applies to objects with a tag only");
            check(!conditions.has("ObjectSizeLessThan"), "a rule applies to small objects only");
            addSteps(rule.path(TRANSITIONS), DAYS, conditions, current);
            addSteps(rule.path(NONCURRENT_TRANSITIONS), NONCURRENT_DAYS, conditions, noncurrent);
            expireDays = earlier(expireDays, rule.path(EXPIRATION), DAYS, conditions);
            expireNoncurrentDays =
                    earlier(expireNoncurrentDays, rule.path(NONCURRENT_EXPIRATION), NONCURRENT_DAYS, conditions);
        }

        LifecycleSchedule schedule() {
            check(sizes.size() < 2, "the transitions have different conditions on the size");
            Long above = sizes.isEmpty() ? null : sizes.iterator().next();
            return new LifecycleSchedule(
                    current, noncurrent, expireDays, expireNoncurrentDays, above == null || above < 0 ? null : above);
        }

        private static boolean actsOnObjects(JsonNode rule) {
            return rule.has(TRANSITIONS)
                    || rule.has(NONCURRENT_TRANSITIONS)
                    || rule.path(EXPIRATION).has(DAYS)
                    || rule.path(EXPIRATION).has("Date")
                    || rule.has(NONCURRENT_EXPIRATION);
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
