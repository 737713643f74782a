package dev.gleaner.collector.files;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory. */
public final class InMemoryParquetFile implements InputFile {

    private final byte[] bytes;

    public InMemoryParquetFile(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long getLength() {
        return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new Positioned(ByteBuffer.wrap(bytes));
    }

    private static final class Positioned extends DelegatingSeekableInputStream {

        private final ByteBuffer buffer;

        Positioned(ByteBuffer buffer) {
            super(new Remaining(buffer));
            this.buffer = buffer;
        }

        @Override
        public long getPos() {
            return buffer.position();
        }

        @Override
        public void seek(long position) {
            buffer.position(Math.toIntExact(position));
        }
    }

    private static final class Remaining extends InputStream {

        private final ByteBuffer buffer;

        Remaining(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int read() {
            return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length > 0 && !buffer.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(target, offset, count);
            return count;
        }
    }
}
