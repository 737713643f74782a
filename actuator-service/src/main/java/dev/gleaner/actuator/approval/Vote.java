package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.Requirement;
import dev.gleaner.contracts.audit.Decision;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A yes beside what the policy asks for now. */
record Vote(Requirement required, Decider decider, Decision decision) {

    /** Why it does not count; empty when it does. */
    Optional<NotAccepted> objection() {
        if (required.isNever()) {
            return Optional.of(
                    new NotAccepted(NotAccepted.Why.FORBIDDEN, "the policy says never: it " + required.text()));
        }
        if (decider.isPolicy() ? required.notice().isEmpty() : !required.accepts(decider.identity())) {
            return Optional.of(new NotAccepted(
                    NotAccepted.Why.NOT_AN_APPROVER,
                    "it " + required.text() + " (" + required.source() + "), and " + decider.identity()
                            + " is none of them"));
        }
        return decider.isPolicy() || words() >= required.reasonWords()
                ? Optional.empty()
                : Optional.of(DecisionForm.malformed("it takes a reason of at least " + required.reasonWords()
                        + " words (" + required.source() + ")"));
    }

    /** All whose yes counts now, this one included. */
    Set<Identity> with(List<Identity> earlier) {
        Set<Identity> all = counted(earlier, required);
        all.add(decider.by());
        return all;
    }

    /** Those of them whose yes counts under this requirement, whatever was required when they said it. */
    static Set<Identity> counted(Collection<Identity> said, Requirement required) {
        Set<Identity> counted = new LinkedHashSet<>(said);
        counted.removeIf(identity -> Decider.isOfPolicy(identity.name()) || !required.accepts(identity.name()));
        return counted;
    }

    private int words() {
        return decision.reason() == null ? 0 : Words.in(decision.reason());
    }
}
