package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether an undo restores everything of consequence of an action. It is decided here for those who propose an action and for
 * those who carry it out: how many people approve it and whether a policy may depend on it.
 */
public final class RemedyReversibility {

    private static final String RULE = "rule";

    /** Source: Amazon S3 User Guide: objects in these classes have to be restored before they can be read. */
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private RemedyReversibility() {}

    /** Whether the action with these parameters can be reversible. A lifecycle rule that cannot be read is not. */
    public static boolean isPossible(String action, Map<String, String> parameters) {
        return action.equals(RemedyAction.PUT_LIFECYCLE_RULE.id())
                ? isPossible(parameters.getOrDefault(RULE, ""))
                : RemedyAction.of(action).map(RemedyAction::isRestorable).orElse(true);
    }

    /** The remedy, which states to be reversible only if its action can be. */
    public static Remedy declare(Remedy remedy) {
        return remedy.reversible() && !isPossible(remedy.action(), remedy.parameters())
                ? new Remedy(
                        remedy.action(),
                        remedy.parameters(),
                        false,
                        remedy.irreversibleParts(),
                        remedy.text(),
                        remedy.idleness(),
                        remedy.saving())
                : remedy;
    }

    /** Whether a lifecycle rule, in the field names of S3's API, deletes objects or versions. */
    public static boolean deletesObjects(JsonNode rule) {
        return rule.has("Expiration") || rule.has("NoncurrentVersionExpiration");
    }

    /** Classes to which a lifecycle rule moves objects or versions, and from which these can be read only after a paid restore of hours. */
    public static Set<String> archives(JsonNode rule) {
        Set<String> classes = new TreeSet<>();
        for (String moves : List.of("Transitions", "NoncurrentVersionTransitions")) {
            rule.path(moves)
                    .forEach(move -> classes.add(move.path("StorageClass").asText()));
        }
        classes.retainAll(ARCHIVES);
        return classes;
    }

    /** The former document brings back neither deleted objects nor the reading of archived ones. */
    private static boolean isPossible(String rules) {
        try {
            JsonNode json = Json.read(rules, JsonNode.class);
            for (JsonNode rule : json.isArray() ? json : List.of(json)) {
                if (!rule.isObject() || deletesObjects(rule) || !archives(rule).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }
}
