package dev.gleaner.analyzer.profile;

/** A signal that can be decoded but cannot be: it goes to the dead letters, and nothing of it is folded. */
public final class MalformedSignalException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The reason is for a person. */
    public MalformedSignalException(String reason) {
        super(reason);
    }
}
