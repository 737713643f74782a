package dev.gleaner.actuator.console;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.proposal.RemedyPreview;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a proposal in the view of a finding.
 *
 * @param plan hash of the plan, which an approval has to contain; absent without a plan
 * @param problem why there is no plan
 * @param until time until which the proposal is snoozed, kept or expired
 * @param requirements approval that each remedy requires
 * @param parameters what the approver of each remedy enters
 * @param changes changes that the remedies make to documents of the target
 * @param lost what an undo of each remedy would not restore of the target
 * @param guards what the guards would object if a remedy were approved now; absent unless the proposal is open
 */
record ProposalView(
        String id,
        @Nullable String plan,
        @Nullable Instant expiresAt,
        ProposalState state,
        boolean dryRun,
        List<Brief> actions,
        @Nullable String problem,
        @Nullable Instant until,
        List<Required> requirements,
        List<RemedyPreview.RemedyParameter> parameters,
        List<RemedyPreview.RemedyChange> changes,
        List<RemedyPreview.IrreversibleEffect> lost,
        @Nullable GuardPreview guards) {

    /**
     * The approval that a remedy requires.
     *
     * @param people number of people who have to approve, 0 if it may never be applied by Gleaner
     * @param rule rule of the policy that requires it
     * @param text description for people
     */
    record Required(int remedy, int people, String rule, String text) {

        static Required of(int remedy, ApprovalRequirement required) {
            return new Required(remedy, required.people(), required.rule(), required.describe());
        }
    }

    /**
     * Summary of an action.
     *
     * @param withdrawable whether a rejection still prevents it
     * @param undoable whether it has done something that can be undone
     */
    record Brief(String id, String action, String state, boolean withdrawable, boolean undoable) {

        static Brief of(Action action) {
            return new Brief(
                    action.id(), action.name(), action.state().text(), action.isWithdrawable(), action.isUndoable());
        }
    }

    static ProposalView of(
            Proposal proposal,
            FindingRow finding,
            List<Action> actions,
            boolean dryRun,
            List<Required> requirements,
            List<RemedyPreview.RemedyParameter> parameters,
            List<RemedyPreview.RemedyChange> changes,
            List<RemedyPreview.IrreversibleEffect> lost,
            Optional<GuardPreview> guards) {
        boolean planned = proposal.state() != ProposalState.UNPLANNED;
        return new ProposalView(
                proposal.id(),
                planned ? finding.plan().orElse(null) : null,
                proposal.expiresAt().orElse(null),
                proposal.state(),
                dryRun,
                actions.stream().map(Brief::of).toList(),
                proposal.problem().orElse(null),
                proposal.until().orElse(null),
                requirements,
                parameters,
                changes,
                lost,
                guards.orElse(null));
    }
}
