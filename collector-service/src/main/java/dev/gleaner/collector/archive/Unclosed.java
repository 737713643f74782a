package dev.gleaner.collector.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A target that stays open when those who write to it are closed, so that it can be forced to the disk. */
final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream target) {
        super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
