package dev.gleaner.actuator.approval.slack;

/**
 * What a button carries: all that a decision is bound to.
 *
 * @param plan hash of the plan that the message showed
 * @param round of the proposal that the message is about, 0 when not told
 */
record ButtonValue(String finding, int remedy, String plan, int round) {}
