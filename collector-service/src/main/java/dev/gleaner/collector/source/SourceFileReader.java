package dev.gleaner.collector.source;

import dev.gleaner.collector.files.FileOrigin;
import java.io.IOException;
import java.io.InputStream;

/** Reads files of one kind. */
public interface SourceFileReader<G extends SignalBatch> {

    /** Nothing so far. */
    G newBatch();

    /** Adds what this file holds, and that it was read; by several threads at a time. Throws only when the input itself can't be had. */
    void read(InputStream input, FileOrigin origin, G gathered) throws IOException;

    /** A file was read and is not to be believed: nothing of it counts, and its reader has told so. */
    public static final class RefusedFileException extends IOException {

        private static final long serialVersionUID = 1;

        /** The message says why. */
        public RefusedFileException(String message) {
            super(message);
        }
    }
}
