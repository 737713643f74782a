package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.file.Path;

/** What the buffer changes on the disk. Each step is on the disk when it returns, and may be done in part when it throws. */
interface DurableDisk {

    /** Writes at this place of a file, which ends behind it then; makes the file if it is not there. */
    void write(Path file, long offset, byte[] bytes) throws IOException;

    /** Gives a small file this content: the old one or the new one, never a mixture. */
    void replace(Path file, byte[] content) throws IOException;

    /** Cuts a file to this length. */
    void truncate(Path file, long length) throws IOException;

    void delete(Path file) throws IOException;
}
