package dev.gleaner.collector.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of the archive are kept. */
interface ArchiveStorage {

    /** A folder in which files grow. */
    Path spoolFolder() throws IOException;

    /** Takes a file that is whole under this path, at once or not at all; on return it outlives a loss of power. */
    void store(Path file, String path) throws IOException;
}
