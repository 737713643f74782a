package dev.gleaner.actuator.execution;

/** The action cannot be taken back as it stands. */
public final class NotUndoable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotUndoable(String why) {
        super(why);
    }
}
