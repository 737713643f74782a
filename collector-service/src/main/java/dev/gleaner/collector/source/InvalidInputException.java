package dev.gleaner.collector.source;

/** Input that does not have the form that a source expects. The message says what is wrong, or what to do. */
public final class InvalidInputException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public InvalidInputException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Explanation for people. */
    public String reason() {
        return reason;
    }
}
