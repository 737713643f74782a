package dev.gleaner.actuator.console;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.proposal.RemedyPreview;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as the console shows it beside a finding.
 *
 * @param plan hash to name in an approval, absent while there is no plan
 * @param problem why there is no plan
 * @param until end of its rest
 * @param requirements what each remedy takes before it is done
 * @param changes what the remedies of the finding would make of documents of the target
 * @param lost what taking them back would not bring back of the target
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
        List<RemedyPreview.RemedyChange> changes,
        List<RemedyPreview.IrreversibleEffect> lost) {

    /**
     * What a remedy takes.
     *
     * @param people how many have to say yes, 0 when it may never be done from here
     * @param rule of the policy that says so
     * @param text the same for a person
     */
    record Required(int remedy, int people, String rule, String text) {

        static Required of(int remedy, ApprovalRequirement required) {
            return new Required(remedy, required.people(), required.rule(), required.describe());
        }
    }

    /**
     * An action in brief.
     *
     * @param withdrawable whether a no still keeps it from being done
     * @param undoable whether something of it is done that can be taken back
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
            List<RemedyPreview.RemedyChange> changes,
            List<RemedyPreview.IrreversibleEffect> lost) {
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
                changes,
                lost);
    }
}
