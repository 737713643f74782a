package dev.gleaner.contracts.signal;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.google.protobuf.CodedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file of the archive. */
public final class SignalArchiveReader implements Closeable {

    /** More than the broker accepts; a larger length means that the file is damaged. */
    private static final int LONGEST = 64 << 20;

    private final InputStream unpacked;

    /** Reads from a source, which is closed with this reader. */
    public SignalArchiveReader(InputStream source) throws IOException {
        this.unpacked = new ZstdInputStreamNoFinalizer(source);
    }

    /** The bytes of the next signal, null after the last; throws when the file is truncated or damaged. */
    public byte @Nullable [] next() throws IOException {
        int first = unpacked.read();
        if (first < 0) {
            return null;
        }
        int length = CodedInputStream.readRawVarint32(first, unpacked);
        if (length < 0 || length > LONGEST) {
            throw new IOException("a signal of " + length + " bytes");
        }
        byte[] signal = unpacked.readNBytes(length);
        if (signal.length < length) {
            throw new EOFException("the file ends within a signal");
        }
        return signal;
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}
