package dev.gleaner.contracts.signal;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.google.protobuf.CodedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a file of the archive: signals as in the topic, each after its length as a varint, compressed by zstd with a checksum. */
public final class SignalArchiveWriter implements Closeable {

    private static final int LONGEST_VARINT = 5;

    private final ZstdOutputStreamNoFinalizer packed;

    /** Writes to a target, which is closed with this writer. */
    public SignalArchiveWriter(OutputStream target) throws IOException {
        this.packed = new ZstdOutputStreamNoFinalizer(target);
        packed.setChecksum(true);
    }

    /** Appends an encoded signal. */
    public void append(byte[] signal) throws IOException {
        byte[] length = new byte[LONGEST_VARINT];
        CodedOutputStream output = CodedOutputStream.newInstance(length);
        output.writeUInt32NoTag(signal.length);
        packed.write(length, 0, output.getTotalBytesWritten());
        packed.write(signal, 0, signal.length);
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
