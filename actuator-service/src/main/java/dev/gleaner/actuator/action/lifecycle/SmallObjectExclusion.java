package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a rule of ours from moving small objects to a colder class, where they cost more for ever: each is billed as 128 KB,
 * or with 40 KB of its own, and each move costs a request (cloudposse/terraform-aws-cloudtrail-s3-bucket#17,
 * avantoss/vault-infra#31). S3 does that by itself, but not in a bucket whose document is from before it did
 * (NixOS/infra#960), and not for a rule that says a size of its own.
 */
final class SmallObjectExclusion {

    /**
     * The largest object that stays, bytes. Source: Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle",
     * minimum object size.
     */
    static final int LARGEST = 131_072;

    /**
     * The size from which on an object can cost less in a class than in Standard, bytes: from the least that is billed, and
     * list prices of us-east-1 (storage alone, read 2026-01). Others never can below {@link #LARGEST}.
     */
    private static final Map<String, Integer> WORTH = Map.of(
            "STANDARD_IA",
            71_236,
            "ONEZONE_IA",
            56_988,
            "GLACIER_IR",
            22_796,
            "GLACIER",
            15_793,
            "DEEP_ARCHIVE",
            10_035);

    /** What the ID of the other half of a rule ends with. */
    private static final String REST = "-rest";

    private static final String BY_CLASS = "varies_by_storage_class";

    /** The classes to which such a bucket moves objects of any size. */
    private static final Set<String> TAKE_ALL = Set.of("GLACIER", "DEEP_ARCHIVE");

    private static final String GREATER = "ObjectSizeGreaterThan";
    private static final String LESS = "ObjectSizeLessThan";
    private static final String FILTER = "Filter";
    private static final String AND = "And";
    private static final List<String> MOVES = List.of("Transitions", "NoncurrentVersionTransitions");

    private SmallObjectExclusion() {}

    /** The ID of the half of a rule that does not move anything. */
    static String remainderId(String id) {
        return id + REST;
    }

    /**
     * A rule that leaves small objects where they are, or two: what does not move objects is to hold for small ones too, and
     * uploads can't be ended by size (aws-cloudformation/cfn-lint#3554).
     *
     * @param minimumSize what the bucket says of the smallest object that moves; absent when it says nothing, and then S3
     *     leaves small ones alone
     */
    static List<JsonNode> excludeSmallObjects(JsonNode rule, @Nullable String minimumSize) {
        if (!hasTransition(rule) || conditions(rule).has(GREATER) || !needsCondition(rule, minimumSize)) {
            return List.of(rule);
        }
        List<JsonNode> rules = new ArrayList<>();
        rules.add(transitionPart(rule));
        remainderPart(rule).ifPresent(rules::add);
        return rules;
    }

    /** Throws {@link GleanerLifecycleRule.InvalidLifecycleRuleException} when a rule moves objects and says itself that they may be too small for it. */
    static void check(JsonNode rule) {
        if (!hasTransition(rule)) {
            return;
        }
        JsonNode greater = conditions(rule).path(GREATER);
        if (greater.isMissingNode()) {
            JsonNode less = conditions(rule).path(LESS);
            GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                    less.isMissingNode() || less.asLong() > LARGEST + 1L,
                    "a rule of ours does not move objects of " + LARGEST
                            + " bytes or less, and this one moves no others");
        }
        classes(rule)
                .forEach(storage -> GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                        greater.isMissingNode() || greater.asLong() >= WORTH.getOrDefault(storage, LARGEST),
                        "objects just above " + greater.asText() + " bytes cost more for ever in " + storage));
    }

    private static Stream<String> classes(JsonNode rule) {
        return MOVES.stream()
                .flatMap(moves -> StreamSupport.stream(rule.path(moves).spliterator(), false))
                .map(transition -> transition.path("StorageClass").asText());
    }

    private static boolean needsCondition(JsonNode rule, @Nullable String minimumSize) {
        boolean movesThemHere = BY_CLASS.equals(minimumSize) && classes(rule).anyMatch(TAKE_ALL::contains);
        return movesThemHere || conditions(rule).has(LESS);
    }

    private static boolean hasTransition(JsonNode rule) {
        return MOVES.stream().anyMatch(rule::has);
    }

    private static JsonNode conditions(JsonNode rule) {
        JsonNode filter = rule.path(FILTER);
        return filter.has(AND) ? filter.path(AND) : filter;
    }

    private static JsonNode transitionPart(JsonNode rule) {
        ObjectNode moving = rule.deepCopy();
        LifecycleRuleValidator.ACTIONS.stream()
                .filter(action -> !MOVES.contains(action))
                .forEach(moving::remove);
        ObjectNode conditions = conditions(rule).deepCopy();
        conditions.put(GREATER, LARGEST);
        moving.putObject(FILTER).set(AND, conditions);
        return moving;
    }

    private static Optional<JsonNode> remainderPart(JsonNode rule) {
        ObjectNode rest = rule.deepCopy();
        MOVES.forEach(rest::remove);
        rest.put("ID", remainderId(rule.path("ID").asText()));
        return LifecycleRuleValidator.ACTIONS.stream().anyMatch(rest::has) ? Optional.of(rest) : Optional.empty();
    }
}
