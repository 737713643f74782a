package dev.gleaner.actuator.approval;

/** A decision that is not accepted; the message says what to do. */
public final class DecisionNotAcceptedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Reason of the refusal. */
    public enum Why {
        /** A field is missing or invalid. */
        MALFORMED,
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

    DecisionNotAcceptedException(Why why, String text) {
        super(text);
        this.reason = why;
    }

    /** The finding, plan or proposal changed. */
    static DecisionNotAcceptedException stale(String text) {
        return new DecisionNotAcceptedException(Why.STALE, text);
    }

    public Why reason() {
        return reason;
    }
}
