package dev.gleaner.collector.source.billing;

/** What is not of a bill's form; the message says for a person what it is. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Malformed(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
