package dev.gleaner.collector.source.inventory;

/** A file does not hold a whole answer of DescribeInstances. */
final class UnreadableAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    UnreadableAnswerException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Why it is none, in words. */
    String reason() {
        return reason;
    }
}
