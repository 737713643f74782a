package dev.gleaner.collector.source.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A gzip stream that is opened by its first read, so that a broken head fails like a broken middle. */
final class Unpacked extends InputStream {

    private static final int BUFFER = 16 * 1024;

    private final InputStream packed;
    private @Nullable InputStream open;

    Unpacked(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (open == null) {
            open = new GZIPInputStream(packed, BUFFER);
        }
        return open.read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
