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
 * Excludes small objects from the transitions of Gleaner's rules. In a colder class such objects cost more permanently:
 * each is billed as 128 KB, or with 40 KB in addition, and each transition costs a request
 * (cloudposse/terraform-aws-cloudtrail-s3-bucket#17, avantoss/vault-infra#31). S3 excludes them by itself, but not in a
 * bucket whose configuration is older than this default (NixOS/infra#960), and not for a rule with a size condition of its
 * own.
 */
final class SmallObjectExclusion {

    /**
     * Size of the largest object that is not moved, in bytes. Source: Amazon S3 User Guide, "Transitioning objects using
     * Amazon S3 Lifecycle", minimum object size.
     */
    static final int LARGEST = 131_072;

    /**
     * Size in bytes from which an object can cost less in a class than in Standard, calculated from the minimum billed size
     * and the list prices of us-east-1 (storage alone, read 2026-01). In other classes an object of up to {@link #LARGEST}
     * never costs less.
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

    /** Suffix of the ID of the part of a rule that contains no transitions. */
    private static final String REST = "-rest";

    private static final String BY_CLASS = "varies_by_storage_class";

    /** Classes to which such a bucket moves objects of any size. */
    private static final Set<String> TAKE_ALL = Set.of("GLACIER", "DEEP_ARCHIVE");

    private static final String GREATER = "ObjectSizeGreaterThan";
    private static final String LESS = "ObjectSizeLessThan";
    private static final String FILTER = "Filter";
    private static final String AND = "And";
    private static final List<String> MOVES = List.of("Transitions", "NoncurrentVersionTransitions");

    private SmallObjectExclusion() {}

    /** ID of the part of a rule that contains no transitions. */
    static String remainderId(String id) {
        return id + REST;
    }

    /**
     * Returns the rule with a size condition, if it needs one. The other actions of the rule then become a second rule,
     * because they apply to small objects too and because uploads cannot be aborted by size
     * (aws-cloudformation/cfn-lint#3554).
     *
     * @param minimumSize minimum object size for transitions of the bucket; absent when the bucket has none, and then S3
     *     excludes small objects
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

    /**
     * Throws {@link GleanerLifecycleRule.InvalidLifecycleRuleException} when the size condition of a rule includes objects
     * that are too small for its transitions.
     */
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
