package dev.gleaner.analyzer.rule.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.json.Json;

/** The lifecycle rule that a convention asks for, in the provider's own field names. */
final class LifecycleRule {

    /** What the IDs of rules of ours begin with. */
    private static final String MARK = "gleaner-";

    private LifecycleRule() {}

    /**
     * As JSON.
     *
     * @param versioned whether old versions may be there, which move by actions of their own
     * @param abortDays after how many days an upload ends that nobody completes; 0 where another rule says
     */
    static String json(Convention convention, boolean versioned, int abortDays) {
        ObjectNode rule = Json.mapper().createObjectNode();
        rule.put("ID", id(convention.prefix()));
        rule.putObject("Filter").put("Prefix", convention.prefix());
        rule.put("Status", "Enabled");
        if (!convention.steps().isEmpty()) {
            steps(convention, "Days", rule.putArray("Transitions"));
            if (versioned) {
                steps(convention, "NoncurrentDays", rule.putArray("NoncurrentVersionTransitions"));
            }
        }
        if (convention.expireDays() > 0) {
            rule.putObject("Expiration").put("Days", convention.expireDays());
        }
        if (convention.expireNoncurrentDays() > 0) {
            rule.putObject("NoncurrentVersionExpiration").put("NoncurrentDays", convention.expireNoncurrentDays());
        }
        if (abortDays > 0) {
            rule.putObject("AbortIncompleteMultipartUpload").put("DaysAfterInitiation", abortDays);
        }
        return Json.text(rule);
    }

    private static void steps(Convention convention, String unit, ArrayNode transitions) {
        convention
                .steps()
                .forEach(step ->
                        transitions.addObject().put(unit, step.days()).put("StorageClass", step.storageClass()));
    }

    private static String id(String prefix) {
        String name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return MARK + name.replace('/', '-');
    }
}
