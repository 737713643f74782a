package dev.gleaner.actuator.action;

/**
 * A parameter of an action that the approver enters, since the rule could not know it.
 *
 * @param name name in the decision
 * @param required whether an approval without it is rejected
 * @param text what it means, in a sentence for the approver
 * @param example a valid value
 */
public record EnteredParameter(String name, boolean required, String text, String example) {}
