package dev.gleaner.collector.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of the archive are kept. */
interface ArchiveStorage {

    /** The folder in which files are written. */
    Path spoolFolder() throws IOException;

    /** Stores a complete file under this path, atomically and durably. */
    void store(Path file, String path) throws IOException;
}
