package dev.gleaner.actuator.console;

/** A request that cannot be understood. */
final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidRequestException(String text) {
        super(text);
    }
}
