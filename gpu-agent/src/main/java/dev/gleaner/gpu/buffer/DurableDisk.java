package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.file.Path;

/** The changes of the buffer on the disk. A method returns once its change is durable, and may have done part of it when it throws. */
interface DurableDisk {

    /** Writes at an offset of a file, and truncates the file after it; creates the file if it does not exist. */
    void write(Path file, long offset, byte[] bytes) throws IOException;

    /** Replaces the content of a small file atomically. */
    void replace(Path file, byte[] content) throws IOException;

    /** Truncates a file. */
    void truncate(Path file, long length) throws IOException;

    void delete(Path file) throws IOException;
}
