package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.resource.Arn;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, as it was approved.
 *
 * @param action id of the action; for one that takes another back, the id of that other
 * @param planned the target as the person who said yes saw it
 * @param parameters of the remedy
 * @param initial the target as it was seen when the action began, for one that takes another back when that other did; absent
 *     before, and when it is not known
 * @param id of the action itself, which one that takes another back has for itself
 */
public record ActionOrder(
        String action,
        Arn target,
        ResourceSnapshot planned,
        Map<String, String> parameters,
        @Nullable ResourceObservation initial,
        String id) {

    /** Parameter of an undo whose original did not come to its end. */
    public static final String UNFINISHED = "gleaner:unfinished";

    public ActionOrder {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** Of an action that takes none back and has not begun. */
    public ActionOrder(String action, Arn target, ResourceSnapshot planned, Map<String, String> parameters) {
        this(action, target, planned, parameters, null, action);
    }

    /** Whether this takes back what was done by half, so that the target may stand as only we left it. */
    public boolean isUnfinished() {
        return parameters.containsKey(UNFINISHED);
    }
}
