package dev.gleaner.actuator.execution;

/** There is no action of this id. */
public final class NoSuchAction extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoSuchAction(String id) {
        super("there is no action " + id);
    }
}
