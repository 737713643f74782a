package dev.gleaner.collector.source.cloudtrail;

/** A public key of CloudTrail is not to be had, for now or at all; the message says why. */
final class UnknownKeyException extends Exception {

    private static final long serialVersionUID = 1;

    UnknownKeyException(String message) {
        super(message);
    }

    /** For a person. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
