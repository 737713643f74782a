package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Hashes what is read through it. */
final class HashedStream extends InputStream {

    private static final int BUFFER = 16 * 1024;

    private final InputStream input;
    private final Found.Digest digest = new Found.Digest();
    private boolean damaged;

    HashedStream(InputStream input) {
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int count = input.read(target, offset, length);
            digest.add(target, offset, offset + Math.max(0, count));
            return count;
        } catch (EOFException | ZipException e) {
            damaged = true;
            throw e;
        }
    }

    /** Reads what is left; says whether all of it could be unpacked. */
    boolean readToTheEnd() throws IOException {
        byte[] rest = new byte[BUFFER];
        try {
            while (!damaged && read(rest, 0, BUFFER) >= 0) {
                // Only its hash is of interest.
            }
        } catch (EOFException | ZipException e) {
            return false;
        }
        return !damaged;
    }

    /** What was read; ask once. */
    Found found() {
        return digest.found();
    }
}
