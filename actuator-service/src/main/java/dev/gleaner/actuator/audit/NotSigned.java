package dev.gleaner.actuator.audit;

/** Why the end of the audit is not signed. */
public final class NotSigned extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotSigned(String message) {
        super(message);
    }
}
