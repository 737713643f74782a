package dev.gleaner.actuator.execution;

/** Somebody else holds the action now: whoever meets this lets go of it. */
final class LostLease extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostLease(String action, long token) {
        super("action " + action + " is no longer held under token " + token, null, false, false);
    }
}
