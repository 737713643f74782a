package dev.gleaner.actuator.console;

/** A request that cannot be understood. */
final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRequest(String text) {
        super(text);
    }
}
