package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.audit.AuditDraft;

/**
 * The person who decides, or the rule of the policy after its notice period.
 *
 * @param by identity that is stored with the decision
 */
record DecisionMaker(ApproverIdentity by, boolean isPolicy) {

    /** Prefix of the identities of rules, with which no identity of a person may begin. */
    private static final String POLICY = "policy:";

    /** A person; throws {@link DecisionNotAcceptedException} if the name has the prefix of rules. */
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

    /** Name of the identity. */
    String identity() {
        return by.name();
    }

    static boolean isOfPolicy(String identity) {
        return identity.startsWith(POLICY);
    }

    /** Actor of the audit entry. */
    String actor() {
        return isPolicy ? identity() : AuditDraft.user(identity());
    }
}
