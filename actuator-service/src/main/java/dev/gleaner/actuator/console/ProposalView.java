package dev.gleaner.actuator.console;

import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.actuator.proposal.ShownChange;
import dev.gleaner.actuator.proposal.ShownLoss;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as the console shows it beside a finding.
 *
 * @param plan hash to name in an approval, absent while there is no plan
 * @param problem why there is no plan
 * @param until end of its rest
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
        List<ShownChange> changes,
        List<ShownLoss> lost) {

    /** An action in brief. */
    record Brief(String id, String action, String state) {}

    static ProposalView of(
            Proposal proposal,
            FindingRow finding,
            List<Action> actions,
            boolean dryRun,
            List<ShownChange> changes,
            List<ShownLoss> lost) {
        boolean planned = proposal.state() != ProposalState.UNPLANNED;
        return new ProposalView(
                proposal.id(),
                planned ? finding.plan().orElse(null) : null,
                proposal.expiresAt().orElse(null),
                proposal.state(),
                dryRun,
                actions.stream()
                        .map(action -> new Brief(
                                action.id(), action.name(), action.state().text()))
                        .toList(),
                proposal.problem().orElse(null),
                proposal.until().orElse(null),
                changes,
                lost);
    }
}
