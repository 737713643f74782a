package dev.gleaner.actuator.approval;

/** A decision that does not count, with what to do about it. */
public final class NotAccepted extends RuntimeException {

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

    private final Why why;

    NotAccepted(Why why, String text) {
        super(text);
        this.why = why;
    }

    /** What was decided on is not what is there now. */
    static NotAccepted stale(String text) {
        return new NotAccepted(Why.STALE, text);
    }

    public Why why() {
        return why;
    }
}
