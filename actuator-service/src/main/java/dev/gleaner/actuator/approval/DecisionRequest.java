package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A decision with its finding and proposal, and the checks of whether they match.
 *
 * @param now time by the database's clock
 */
record DecisionRequest(FindingRow row, Proposal proposal, Decision decision, Instant now) {

    /**
     * Key by which a repeated decision is recognised: the hash of its plan, completed by what was entered, or the round of the
     * question.
     */
    String planKey() {
        return decision.plan() == null
                ? "round " + proposal.round()
                : entered().complete(decision.plan(), decision.remedy());
    }

    /** What was entered with an approval; throws {@link DecisionNotAcceptedException} if it is invalid. */
    ApprovalParameters entered() {
        return ApprovalParameters.parse(decision.parameters());
    }

    /** Throws {@link DecisionNotAcceptedException} unless the plan is the one that was shown and can be approved now. */
    void requireApprovable() {
        Finding.Doubt doubt = row.finding().doubt();
        if (doubt != null) {
            throw DecisionNotAcceptedException.stale("the finding is in doubt since " + doubt.since() + " ("
                    + doubt.reason() + "), so it can't be approved until the final verdict on that hour");
        }
        if (proposal.state() == ProposalState.EXPIRED
                || proposal.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            throw DecisionNotAcceptedException.stale(
                    "the proposal expired at " + proposal.expiresAt().orElse(now));
        }
        if (!row.isOpen() || !proposal.isApprovable(now)) {
            String because =
                    proposal.problem().map(problem -> " (" + problem + ")").orElse("");
            throw DecisionNotAcceptedException.stale("the proposal is "
                    + proposal.state().text() + because + ", so it can't be approved; read it again");
        }
        if (!row.plan().equals(Optional.ofNullable(decision.plan()))) {
            throw planChanged();
        }
    }

    /** Returns the remedy of the decision; throws {@link DecisionNotAcceptedException} if it does not exist. */
    Remedy remedy() {
        List<Remedy> remedies = row.finding().remedies();
        if (decision.remedy() < 0 || decision.remedy() >= remedies.size()) {
            throw DecisionParser.malformedException(
                    "there is no remedy " + decision.remedy() + "; the finding has " + remedies.size());
        }
        return remedies.get(decision.remedy());
    }

    /** Whether this action was created by the current round of the proposal. */
    boolean isAnsweredBy(Action action) {
        return proposal.state() == ProposalState.APPROVED && action.round() == proposal.round();
    }

    /**
     * Changes the proposal to rejected, snoozed or kept; throws {@link DecisionNotAcceptedException} if its state does not
     * allow that.
     */
    void settleProposal() {
        requireUnsettled();
        switch (decision.decision()) {
            case REJECT -> proposal.reject();
            case SNOOZE -> proposal.snooze(until());
            case KEEP -> proposal.markKept(until());
            case APPROVE -> throw new IllegalStateException("an approval does not settle a proposal");
        }
    }

    private void requireUnsettled() {
        if (decision.plan() != null && !row.plan().equals(Optional.of(decision.plan()))) {
            throw planChanged();
        }
        boolean over = switch (proposal.state()) {
            case APPROVED, CLOSED, DONE -> true;
            case UNPLANNED, OPEN, REJECTED, SNOOZED, KEPT, EXPIRED -> false;
        };
        if (over) {
            String way = proposal.state() == ProposalState.APPROVED && decision.decision() == Decision.Kind.REJECT
                    ? ", and AWS was called for it: it can only be undone"
                    : "";
            throw DecisionNotAcceptedException.stale(
                    "the proposal is " + proposal.state().text() + " already" + way);
        }
    }

    private Instant until() {
        Instant until = decision.until();
        if (until == null || !until.isAfter(now)) {
            throw DecisionParser.malformedException("until has to be in the future");
        }
        return until;
    }

    private static DecisionNotAcceptedException planChanged() {
        return DecisionNotAcceptedException.stale("the plan changed since it was shown; read the finding again");
    }

    /** An approval with the requirement of the policy in force. */
    record ApprovalVote(ApprovalRequirement required, DecisionMaker decider, Decision decision) {

        /** Returns why the approval does not count; empty if it does. */
        Optional<DecisionNotAcceptedException> objection() {
            if (required.isNever()) {
                return Optional.of(new DecisionNotAcceptedException(
                        DecisionNotAcceptedException.Why.FORBIDDEN,
                        "the policy forbids it: it " + required.describe()));
            }
            if (decider.isPolicy() ? required.notice().isEmpty() : !required.accepts(decider.identity())) {
                return Optional.of(new DecisionNotAcceptedException(
                        DecisionNotAcceptedException.Why.NOT_AN_APPROVER,
                        "it " + required.describe() + " (" + required.source() + "), and " + decider.identity()
                                + " is not one of them"));
            }
            return decider.isPolicy() || words() >= required.reasonWords()
                    ? Optional.empty()
                    : Optional.of(DecisionParser.malformedException("it takes a reason of at least "
                            + required.reasonWords() + " words (" + required.source() + ")"));
        }

        /** Returns all whose approval counts now, including this one. */
        Set<ApproverIdentity> approversWith(List<ApproverIdentity> earlier) {
            Set<ApproverIdentity> all = filterEligible(earlier, required);
            all.add(decider.by());
            return all;
        }

        /** Returns those whose approval counts under this requirement, whatever was required when they approved. */
        static Set<ApproverIdentity> filterEligible(Collection<ApproverIdentity> said, ApprovalRequirement required) {
            Set<ApproverIdentity> counted = new LinkedHashSet<>(said);
            counted.removeIf(
                    identity -> DecisionMaker.isOfPolicy(identity.name()) || !required.accepts(identity.name()));
            return counted;
        }

        private int words() {
            return decision.reason() == null ? 0 : DecisionParser.WordCount.countWords(decision.reason());
        }
    }
}
