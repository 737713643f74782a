package dev.gleaner.collector.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails once more than a number of bytes were read. */
public final class LimitedInputStream extends FilterInputStream {

    private final String excess;
    private long left;

    /**
     * Limits an input.
     *
     * @param excess the message of the exception
     */
    public LimitedInputStream(InputStream input, long limit, String excess) {
        super(input);
        this.left = limit;
        this.excess = excess;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException(excess);
        }
    }
}
