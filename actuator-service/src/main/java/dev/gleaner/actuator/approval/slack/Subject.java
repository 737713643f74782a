package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.contracts.decision.Decision;
import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a message is about: a round of the question about a target.
 *
 * @param round that the message is about
 * @param current round of the proposal now
 * @param findings that are open on the target
 * @param action that came of the round
 * @param votes decisions on the target, oldest first
 */
record Subject(
        String target,
        int round,
        int current,
        ProposalState state,
        Optional<Instant> expiresAt,
        boolean dryRun,
        List<Asked> findings,
        Optional<Action> action,
        List<Vote> votes) {

    /** A finding with the plan that is shown. */
    record Asked(Finding finding, String plan) {}

    /** What somebody decided on a plan. */
    record Vote(String finding, String plan, String identity, Decision decision) {

        /** Whether it is a yes to this remedy of this plan. */
        boolean approves(Asked asked, int remedy) {
            return decision.decision() == Decision.Kind.APPROVE
                    && decision.remedy() == remedy
                    && finding.equals(asked.finding().id())
                    && plan.equals(asked.plan());
        }
    }

    Subject {
        findings = List.copyOf(findings);
        votes = List.copyOf(votes);
    }

    static Subject of(
            Due due, Proposal proposal, boolean dryRun, List<Asked> findings, List<Action> actions, List<Vote> votes) {
        return new Subject(
                due.target(),
                due.round(),
                proposal.round(),
                proposal.state(),
                proposal.expiresAt(),
                dryRun,
                findings,
                actions.isEmpty() ? Optional.empty() : Optional.of(actions.get(actions.size() - 1)),
                votes);
    }

    /** Whether there is something to decide. */
    boolean isQuestion() {
        return round == current && state == ProposalState.OPEN && !findings.isEmpty();
    }

    /** Whether this round is going to be a question. */
    boolean isBeingPlanned() {
        return round == current && (state == ProposalState.UNPLANNED || state == ProposalState.OPEN);
    }

    /** Whether another round came after it, without an action of its own. */
    boolean isReplaced() {
        return round < current && action.isEmpty();
    }
}
