package dev.gleaner.actuator.approval;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import org.jspecify.annotations.Nullable;

/** Reads decisions; what is missing is said by name. */
public final class DecisionForm {

    private DecisionForm() {}

    /** A decision that says all its kind needs; {@link NotAccepted} otherwise. */
    public static Decision read(String body) {
        Decision decision;
        try {
            decision = Json.read(body, Decision.class);
        } catch (RuntimeException e) {
            throw malformed("the body has to be JSON with decision approve, reject, snooze or keep");
        }
        requireComplete(decision);
        return decision;
    }

    private static void requireComplete(@Nullable Decision decision) {
        if (decision == null || isAbsent(decision.decision())) {
            throw malformed("decision is missing: approve, reject, snooze or keep");
        }
        require(
                decision.reason() == null || decision.reason().length() <= Decision.LONGEST_REASON,
                "reason has more than " + Decision.LONGEST_REASON + " characters");
        switch (decision.decision()) {
            case APPROVE -> require(decision.plan() != null, "approve needs the plan that was shown");
            case REJECT -> require(true, "");
            case SNOOZE -> require(decision.until() != null, "snooze needs until, a time in the future");
            case KEEP ->
                require(
                        decision.until() != null
                                && decision.reason() != null
                                && !decision.reason().isBlank(),
                        "keep needs a reason and until, a time in the future");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw malformed(otherwise);
        }
    }

    /** JSON leaves out what it likes; the record's types do not say so. */
    private static boolean isAbsent(@Nullable Object value) {
        return value == null;
    }

    static NotAccepted malformed(String text) {
        return new NotAccepted(NotAccepted.Why.MALFORMED, text);
    }
}
