package dev.gleaner.analyzer.profile;

/** A signal that can be decoded but cannot be: it goes to the dead letters, and nothing of it is folded. */
public final class MalformedSignalException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_NAME = 1024;

    /** The reason is for a person. */
    public MalformedSignalException(String reason) {
        super(reason);
    }

    /** Throws with a reason unless a condition holds. */
    public static void unless(boolean holds, String reason) throws MalformedSignalException {
        if (!holds) {
            throw new MalformedSignalException(reason);
        }
    }

    /** Throws with a reason unless a text can be a part of a key: it has one line, and a limited length. */
    public static void unlessName(String text, String reason) throws MalformedSignalException {
        unless(text.length() <= LONGEST_NAME && text.indexOf('\n') < 0, reason);
    }
}
