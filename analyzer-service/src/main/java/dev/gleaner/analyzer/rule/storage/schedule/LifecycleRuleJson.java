package dev.gleaner.analyzer.rule.storage.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lifecycle rules in the JSON of the S3 API. */
public final class LifecycleRuleJson {

    /** Prefix of the IDs of rules that Gleaner creates. */
    private static final String ID_PREFIX = "gleaner-";

    private static final String EXPIRE_PREFIX = ID_PREFIX + "expire-";

    /** Letters of an ID before its hash, so that it stays below the 255 of S3 even with a suffix. */
    private static final int LONGEST_NAME = 150;

    private LifecycleRuleJson() {}

    /** The ID of the rule for a prefix. Two prefixes have the same one with a negligible probability. */
    public static String id(String prefix) {
        String name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (name.isEmpty()) {
            return ID_PREFIX + "all";
        }
        if (name.indexOf('/') < 0 && name.length() <= LONGEST_NAME) {
            return ID_PREFIX + name;
        }
        String start = name.substring(0, Math.min(LONGEST_NAME, name.length())).replace('/', '-');
        return ID_PREFIX + start + "-" + Integer.toHexString(prefix.hashCode());
    }

    /** The rule of a schedule, with its expirations. */
    public static ObjectNode rule(String prefix, LifecycleSchedule schedule, int abortDays) {
        ObjectNode rule = Json.mapper().createObjectNode();
        rule.put("ID", id(prefix));
        ObjectNode filter = rule.putObject("Filter");
        Long sizeAbove = schedule.sizeAbove();
        if (sizeAbove == null) {
            filter.put("Prefix", prefix);
        } else {
            filter.putObject("And").put("Prefix", prefix).put("ObjectSizeGreaterThan", sizeAbove);
        }
        rule.put("Status", "Enabled");
        put(rule, "Transitions", "Days", schedule.current());
        put(rule, "NoncurrentVersionTransitions", "NoncurrentDays", schedule.noncurrent());
        if (schedule.expireDays() > 0) {
            rule.putObject("Expiration").put("Days", schedule.expireDays());
        }
        if (schedule.expireNoncurrentDays() > 0) {
            rule.putObject("NoncurrentVersionExpiration").put("NoncurrentDays", schedule.expireNoncurrentDays());
        }
        // S3 rejects a rule that aborts uploads and has a condition on sizes.
        if (abortDays > 0 && sizeAbove == null) {
            abort(rule, abortDays);
        }
        return rule;
    }

    /**
     * A rule that expires the objects of a prefix. Its ID is another one than that of the rule that moves them, so that each can be put
     * without the other.
     *
     * @param days days after which objects expire; 0 for never
     * @param noncurrentDays days after which noncurrent versions expire; 0 for never
     * @param abortDays days after which incomplete uploads are aborted; 0 for never
     */
    public static ObjectNode expire(String prefix, int days, int noncurrentDays, int abortDays) {
        ObjectNode rule =
                rule(prefix, new LifecycleSchedule(List.of(), List.of(), days, noncurrentDays, null), abortDays);
        rule.put("ID", EXPIRE_PREFIX + id(prefix).substring(ID_PREFIX.length()));
        return rule;
    }

    /** A rule that aborts the incomplete uploads of a bucket. */
    public static ObjectNode abortUploads(int days) {
        ObjectNode rule = Json.mapper().createObjectNode();
        rule.put("ID", ID_PREFIX + "abort-uploads");
        rule.putObject("Filter").put("Prefix", "");
        rule.put("Status", "Enabled");
        abort(rule, days);
        return rule;
    }

    /** One rule as an object, several as an array. */
    public static String parameter(List<ObjectNode> rules) {
        if (rules.size() == 1) {
            return Json.text(rules.get(0));
        }
        ArrayNode array = Json.mapper().createArrayNode();
        rules.forEach(array::add);
        return Json.text(array);
    }

    /** The transitions, {@code GLACIER_IR after 90 days, DEEP_ARCHIVE after 180 days}. */
    public static String text(LifecycleSchedule schedule) {
        return Stream.concat(
                        schedule.current().stream().map(step -> moved(step, "")),
                        schedule.noncurrent().stream().map(step -> moved(step, " (old versions)")))
                .collect(Collectors.joining(", "));
    }

    private static String moved(Step step, String what) {
        return step.storageClass() + " after " + step.days() + (step.days() == 1 ? " day" : " days") + what;
    }

    private static void put(ObjectNode rule, String name, String unit, List<Step> steps) {
        if (!steps.isEmpty()) {
            ArrayNode transitions = rule.putArray(name);
            steps.forEach(step -> transitions
                    .addObject()
                    .put(unit, step.days())
                    .put("StorageClass", step.storageClass().name()));
        }
    }

    private static void abort(ObjectNode rule, int days) {
        rule.putObject("AbortIncompleteMultipartUpload").put("DaysAfterInitiation", days);
    }
}
