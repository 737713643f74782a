package dev.gleaner.collector.source;

import java.io.IOException;

/** A file was read and is not to be believed: nothing of it counts, and its reader has told so. */
public final class RefusedFileException extends IOException {

    private static final long serialVersionUID = 1;

    /** The message says why. */
    public RefusedFileException(String message) {
        super(message);
    }
}
