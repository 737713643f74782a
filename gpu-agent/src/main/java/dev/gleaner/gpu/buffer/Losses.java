package dev.gleaner.gpu.buffer;

import java.nio.file.Path;

/** Is told of what a buffer gives up. */
public interface Losses {

    /** So many of the oldest records made room for newer ones. */
    void dropped(long records);

    /** So many bytes at the end of a file were no whole record. */
    void cut(Path file, long bytes);
}
