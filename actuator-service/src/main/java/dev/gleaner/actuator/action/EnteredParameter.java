package dev.gleaner.actuator.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an action that the approver enters, since the rule could not know it, or may change.
 *
 * @param name name in the decision
 * @param required whether an approval without it is rejected
 * @param text what it means, in a sentence for the approver
 * @param example a valid value
 * @param proposed what the remedy proposes and an approval without the parameter takes; absent if it proposes nothing
 */
public record EnteredParameter(
        String name,
        boolean required,
        String text,
        String example,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String proposed) {

    public EnteredParameter(String name, boolean required, String text, String example) {
        this(name, required, text, example, null);
    }

    /** Hours of a schedule. */
    public static final String HOURS = "hours";

    /** Time zone of the hours. */
    public static final String ZONE = "zone";

    /** Statement that local data may be lost. */
    public static final String LOCAL_DATA = "localData";

    /** Parameters that no remedy may contain: a rule, or who else writes findings, must not state them for an approver. */
    public static final Set<String> OF_APPROVERS_ONLY = Set.of(HOURS, LOCAL_DATA);
}
