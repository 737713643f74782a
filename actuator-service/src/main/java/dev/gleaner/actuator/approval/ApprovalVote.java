package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.contracts.audit.Decision;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A yes beside what the policy asks for now. */
record ApprovalVote(ApprovalRequirement required, DecisionMaker decider, Decision decision) {

    /** Why it does not count; empty when it does. */
    Optional<DecisionNotAcceptedException> objection() {
        if (required.isNever()) {
            return Optional.of(new DecisionNotAcceptedException(
                    DecisionNotAcceptedException.Why.FORBIDDEN, "the policy says never: it " + required.describe()));
        }
        if (decider.isPolicy() ? required.notice().isEmpty() : !required.accepts(decider.identity())) {
            return Optional.of(new DecisionNotAcceptedException(
                    DecisionNotAcceptedException.Why.NOT_AN_APPROVER,
                    "it " + required.describe() + " (" + required.source() + "), and " + decider.identity()
                            + " is none of them"));
        }
        return decider.isPolicy() || words() >= required.reasonWords()
                ? Optional.empty()
                : Optional.of(DecisionParser.malformedException("it takes a reason of at least "
                        + required.reasonWords() + " words (" + required.source() + ")"));
    }

    /** All whose yes counts now, this one included. */
    Set<ApproverIdentity> approversWith(List<ApproverIdentity> earlier) {
        Set<ApproverIdentity> all = filterEligible(earlier, required);
        all.add(decider.by());
        return all;
    }

    /** Those of them whose yes counts under this requirement, whatever was required when they said it. */
    static Set<ApproverIdentity> filterEligible(Collection<ApproverIdentity> said, ApprovalRequirement required) {
        Set<ApproverIdentity> counted = new LinkedHashSet<>(said);
        counted.removeIf(identity -> DecisionMaker.isOfPolicy(identity.name()) || !required.accepts(identity.name()));
        return counted;
    }

    private int words() {
        return decision.reason() == null ? 0 : DecisionParser.WordCount.countWords(decision.reason());
    }
}
