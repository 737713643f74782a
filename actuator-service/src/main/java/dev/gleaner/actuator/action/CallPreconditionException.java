package dev.gleaner.actuator.action;

/** A check right before a call failed, so the call is not made. */
public final class CallPreconditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with the reason, for a person. */
    public CallPreconditionException(String why) {
        super(why, null, false, false);
    }

    /** The reason, for a person. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
