package dev.gleaner.actuator.ledger;

/**
 * What the bill says of one action.
 *
 * @param action id of the action
 * @param name {@code stop-instance}
 * @param target ARN
 * @param account of the target; empty if it is not known
 */
public record BilledEntry(String action, String name, String target, String account, BilledSaving saving) {}
