package dev.gleaner.collector.source;

import dev.gleaner.collector.files.FileOrigin;
import java.io.IOException;
import java.io.InputStream;

/** Reads files of one kind. */
public interface SourceFileReader<G extends SignalBatch> {

    /** An empty batch. */
    G newBatch();

    /**
     * Adds the content of a file to the batch; called by several threads, each with a batch of its own. Throws only if
     * the input itself can't be read.
     */
    void read(InputStream input, FileOrigin origin, G gathered) throws IOException;

    /** The content of a file is not trustworthy and is discarded; the reader has already reported why. */
    public static final class RefusedFileException extends IOException {

        private static final long serialVersionUID = 1;

        public RefusedFileException(String message) {
            super(message);
        }
    }
}
