package dev.gleaner.actuator.approval;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A decision that is not accepted; the message says what to do. */
public final class DecisionNotAcceptedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Reason of the refusal. */
    public enum Why {
        /** A field is missing or invalid. */
        MALFORMED,
        /** A parameter of the approval is missing, invalid, or not one of the plan. */
        PARAMETERS,
        /** There is no such finding. */
        UNKNOWN_FINDING,
        /** The finding, plan or proposal changed. */
        STALE,
        /** The remedy can't be applied to the planned target. */
        IMPOSSIBLE,
        /** There is no action for the remedy. */
        NO_SUCH_ACTION,
        /** The policy forbids the remedy. */
        FORBIDDEN,
        /** The policy requires other approvers. */
        NOT_AN_APPROVER
    }

    private final Why reason;
    private final @Nullable String parameter;

    DecisionNotAcceptedException(Why why, String text) {
        this(why, text, null);
    }

    private DecisionNotAcceptedException(Why why, String text, @Nullable String parameter) {
        super(text);
        this.reason = why;
        this.parameter = parameter;
    }

    /** A parameter of the approval is missing, invalid, or not one of the plan. */
    static DecisionNotAcceptedException parameter(String name, String text) {
        return new DecisionNotAcceptedException(Why.PARAMETERS, text, name);
    }

    /** The finding, plan or proposal changed. */
    static DecisionNotAcceptedException stale(String text) {
        return new DecisionNotAcceptedException(Why.STALE, text);
    }

    public Why reason() {
        return reason;
    }

    /** Name of the parameter that has to be corrected; empty when it is not about one. */
    public Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }
}
