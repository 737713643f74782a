package dev.gleaner.actuator.action;

import java.util.Set;

/**
 * A parameter of an action that the approver enters, since the rule could not know it.
 *
 * @param name name in the decision
 * @param required whether an approval without it is rejected
 * @param text what it means, in a sentence for the approver
 * @param example a valid value
 */
public record EnteredParameter(String name, boolean required, String text, String example) {

    /** Hours of a schedule. */
    public static final String HOURS = "hours";

    /** Time zone of the hours. */
    public static final String ZONE = "zone";

    /** Statement that local data may be lost. */
    public static final String LOCAL_DATA = "localData";

    /** Parameters that no remedy may contain: a rule, or who else writes findings, must not state them for an approver. */
    public static final Set<String> OF_APPROVERS_ONLY = Set.of(HOURS, LOCAL_DATA);
}
