package dev.gleaner.actuator.action.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges rules of Gleaner into the existing lifecycle configuration. S3 replaces the whole configuration at each PUT, so
 * the result contains all rules of others unchanged, including those without an ID (hashicorp/terraform-provider-aws#31409,
 * cloud-custodian/cloud-custodian#7480).
 */
public final class LifecycleRuleMerger {

    private static final int MOST_RULES = 1000;

    private LifecycleRuleMerger() {}

    /**
     * Replaces Gleaner's rules of the same IDs, or appends them. A rule that needs two parts to exclude small objects is added as
     * two rules. Throws {@link GleanerLifecycleRule.InvalidLifecycleRuleException} when the configuration would have too many
     * rules.
     */
    public static BucketLifecycle merge(BucketLifecycle found, List<GleanerLifecycleRule> rules) {
        BucketLifecycle merged = found;
        for (GleanerLifecycleRule rule : rules) {
            merged = merge(merged, rule);
        }
        return merged;
    }

    private static BucketLifecycle merge(BucketLifecycle found, GleanerLifecycleRule rule) {
        List<JsonNode> rules = new ArrayList<>(found.rules());
        List<JsonNode> ours = SmallObjectExclusion.excludeSmallObjects(rule.json(), found.minimumSize());
        ours.forEach(half -> put(rules, half));
        if (ours.size() == 1) {
            rules.removeIf(half -> id(half).equals(SmallObjectExclusion.remainderId(rule.id())));
        }
        GleanerLifecycleRule.InvalidLifecycleRuleException.throwUnless(
                rules.size() <= MOST_RULES, "the document has " + found.rules().size() + " rules, S3 takes no more");
        return new BucketLifecycle(rules, found.minimumSize());
    }

    private static void put(List<JsonNode> rules, JsonNode ours) {
        int place = place(rules, id(ours));
        if (place < 0) {
            rules.add(ours);
        } else {
            rules.set(place, ours);
        }
    }

    private static String id(JsonNode rule) {
        return rule.path("ID").asText();
    }

    private static int place(List<JsonNode> rules, String id) {
        for (int i = 0; i < rules.size(); i++) {
            if (id(rules.get(i)).equals(id)) {
                return i;
            }
        }
        return -1;
    }
}
