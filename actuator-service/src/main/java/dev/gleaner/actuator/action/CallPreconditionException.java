package dev.gleaner.actuator.action;

/** What was asked just before a call speaks against it: it is not made. */
public final class CallPreconditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the reason, for a person. */
    public CallPreconditionException(String why) {
        super(why, null, false, false);
    }

    /** The reason, for a person. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
