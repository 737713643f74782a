package dev.gleaner.actuator.audit.keys;

/** Why the end of the audit is not signed. */
public final class HeadNotSignedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HeadNotSignedException(String message) {
        super(message);
    }
}
