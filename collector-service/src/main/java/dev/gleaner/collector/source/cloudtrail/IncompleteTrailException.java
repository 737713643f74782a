package dev.gleaner.collector.source.cloudtrail;

/** Some of a trail is missing, so that nobody may rely on it; the message says what. */
final class IncompleteTrailException extends RuntimeException {

    private static final long serialVersionUID = 1;

    IncompleteTrailException(String message) {
        super(message);
    }
}
