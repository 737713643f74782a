package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.audit.AuditDraft;

/**
 * Who decides: a person, or a rule of the policy after its notice.
 *
 * @param by as it is kept with the decision
 */
record Decider(Identity by, boolean isPolicy) {

    /** What the identity of a rule begins with, so that none of a person may. */
    private static final String POLICY = "policy:";

    /** A person; throws {@link NotAccepted} for one that goes by the name of a rule. */
    static Decider person(Identity identity) {
        if (isOfPolicy(identity.name())) {
            throw new NotAccepted(
                    NotAccepted.Why.NOT_AN_APPROVER, "a person can't be called " + identity.name() + ", as rules are");
        }
        return new Decider(identity, false);
    }

    /** A rule of the policy. */
    static Decider rule(String name) {
        return new Decider(new Identity(POLICY + name, Identity.POLICY), true);
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
