package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.Arn;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An action as it was approved.
 *
 * @param action id of the action; for an undo, the id of the action that it undoes
 * @param planned the target as it was shown to the approver
 * @param parameters parameters of the remedy
 * @param initial the target when the action began; for an undo, when the action that it undoes began; null before that, and
 *     when it is unknown
 * @param id id of the action itself, also for an undo
 * @param idleness what must still hold of the target, as it was planned; null if the limits of the configuration apply
 */
public record ActionOrder(
        String action,
        Arn target,
        ResourceSnapshot planned,
        Map<String, String> parameters,
        @Nullable ResourceObservation initial,
        String id,
        @Nullable IdlenessLimits idleness) {

    /** Parameter of an undo whose original action did not finish. */
    public static final String UNFINISHED = "gleaner:unfinished";

    public ActionOrder {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** An order to which the limits of the configuration apply. */
    public ActionOrder(
            String action,
            Arn target,
            ResourceSnapshot planned,
            Map<String, String> parameters,
            @Nullable ResourceObservation initial,
            String id) {
        this(action, target, planned, parameters, initial, id, null);
    }

    /** The order of an action that is no undo and has not begun. */
    public ActionOrder(String action, Arn target, ResourceSnapshot planned, Map<String, String> parameters) {
        this(action, target, planned, parameters, null, action);
    }

    /** Whether this undoes an action that ended between its steps. */
    public boolean isUnfinished() {
        return parameters.containsKey(UNFINISHED);
    }

    /** Tags of what an undo creates in place of its target: those that this had, which action is undone, and what is restored. */
    public Map<String, String> tagsOfRestored() {
        return Ec2TagMapper.inheritedTags(
                planned.tags(), Map.of(GleanerTagKeys.ACTION, action, GleanerTagKeys.RESTORES, target.id()));
    }
}
