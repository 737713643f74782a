package dev.gleaner.collector.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of the archive are kept. */
interface ArchivePlace {

    /** A folder in which files grow. */
    Path growing() throws IOException;

    /** Takes a file that is whole under this path, at once or not at all; on return it outlives a loss of power. */
    void keep(Path file, String path) throws IOException;
}
