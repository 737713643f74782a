package dev.gleaner.actuator.approval;

import org.jspecify.annotations.Nullable;

/**
 * What became of a decision.
 *
 * @param action id of the action that it set going, absent when it set none going
 * @param state of the action, else of the proposal
 * @param dryRun whether the action will not be carried out
 * @param approvals {@code 1 of 2} as long as a second person has to say yes, else absent
 */
public record DecisionOutcome(
        @Nullable String action,
        String state,
        boolean dryRun,
        @Nullable String approvals) {}
