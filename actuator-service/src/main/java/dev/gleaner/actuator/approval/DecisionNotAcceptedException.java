package dev.gleaner.actuator.approval;

/** A decision that does not count, with what to do about it. */
public final class DecisionNotAcceptedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why it does not count. */
    public enum Why {
        /** It says too little, or what makes no sense. */
        MALFORMED,
        /** There is no such finding. */
        UNKNOWN_FINDING,
        /** What was decided on is not what is there now. */
        STALE,
        /** The remedy can't be done to what was planned. */
        IMPOSSIBLE,
        /** Nothing here can do it. */
        NO_SUCH_ACTION,
        /** The policy lets nobody do it from here. */
        FORBIDDEN,
        /** The policy asks other people. */
        NOT_AN_APPROVER
    }

    private final Why reason;

    DecisionNotAcceptedException(Why why, String text) {
        super(text);
        this.reason = why;
    }

    /** What was decided on is not what is there now. */
    static DecisionNotAcceptedException stale(String text) {
        return new DecisionNotAcceptedException(Why.STALE, text);
    }

    public Why reason() {
        return reason;
    }
}
