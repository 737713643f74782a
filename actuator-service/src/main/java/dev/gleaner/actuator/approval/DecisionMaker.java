package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.audit.AuditDraft;

/**
 * Who decides: a person, or a rule of the policy after its notice.
 *
 * @param by as it is kept with the decision
 */
record DecisionMaker(ApproverIdentity by, boolean isPolicy) {

    /** What the identity of a rule begins with, so that none of a person may. */
    private static final String POLICY = "policy:";

    /** A person; throws {@link DecisionNotAcceptedException} for one that goes by the name of a rule. */
    static DecisionMaker person(ApproverIdentity identity) {
        if (isOfPolicy(identity.name())) {
            throw new DecisionNotAcceptedException(
                    DecisionNotAcceptedException.Why.NOT_AN_APPROVER,
                    "a person can't be called " + identity.name() + ", as rules are");
        }
        return new DecisionMaker(identity, false);
    }

    /** A rule of the policy. */
    static DecisionMaker rule(String name) {
        return new DecisionMaker(new ApproverIdentity(POLICY + name, ApproverIdentity.POLICY), true);
    }

    /** Its name, by which the decision is known. */
    String identity() {
        return by.name();
    }

    static boolean isOfPolicy(String identity) {
        return identity.startsWith(POLICY);
    }

    /** As the audit names it. */
    String actor() {
        return isPolicy ? identity() : AuditDraft.user(identity());
    }
}
