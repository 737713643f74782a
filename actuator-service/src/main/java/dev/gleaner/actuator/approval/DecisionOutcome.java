package dev.gleaner.actuator.approval;

import org.jspecify.annotations.Nullable;

/**
 * Outcome of a decision.
 *
 * @param action id of the action that was created, if any
 * @param state state of the action, else of the proposal
 * @param dryRun whether actions change nothing
 * @param approvals {@code 1 of 2} while a second person has to approve, else absent
 */
public record DecisionOutcome(
        @Nullable String action,
        String state,
        boolean dryRun,
        @Nullable String approvals) {}
