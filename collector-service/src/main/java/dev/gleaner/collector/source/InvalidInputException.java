package dev.gleaner.collector.source;

/** What is not of the form that a source expects; the message says for a person what it is, or what to do. */
public final class InvalidInputException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public InvalidInputException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** For a person. */
    public String reason() {
        return reason;
    }
}
