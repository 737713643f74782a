package dev.gleaner.local.runtime;

import java.util.List;

/** A problem that prevents a run, with advice for the user; shown without a stack trace. */
public final class LocalRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LocalRunException(String message) {
        super(message);
    }

    /** One or more lines. */
    public List<String> lines() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
