package dev.gleaner.collector.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.quarkus.logging.Log;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Inflates gzip files. A file of moderate size is inflated at once by libdeflate, if the host has that library, in half the
 * time. All other files are inflated as a stream by {@code java.util.zip}, and so is a file that libdeflate does not inflate
 * completely: damaged files, and files of several members.
 */
public final class GzipFileInflater {

    private static final int STREAM_BUFFER = 16 * 1024;

    /** Largest gzip file that is inflated at once, in bytes. */
    private static final int LARGEST_FILE = 4 * 1024 * 1024;

    /** Largest content that is inflated at once, in bytes. */
    private static final int LARGEST_CONTENT = 32 * 1024 * 1024;

    private GzipFileInflater() {}

    /**
     * The content of a gzip file. Damage is found when the damaged part is read. Throws if the file has no header of gzip.
     *
     * @param file not closed by the returned stream
     */
    public static InputStream open(InputStream file) throws IOException {
        return open(file, Libdeflate.IS_PRESENT);
    }

    static InputStream open(InputStream file, boolean atOnce) throws IOException {
        if (!atOnce) {
            return new GZIPInputStream(file, STREAM_BUFFER);
        }
        byte[] head = file.readNBytes(LARGEST_FILE + 1);
        Optional<InputStream> content = head.length > LARGEST_FILE ? Optional.empty() : Libdeflate.inflate(head);
        return content.isPresent()
                ? content.get()
                : new GZIPInputStream(new SequenceInputStream(new ByteArrayInputStream(head), file), STREAM_BUFFER);
    }

    /** The functions of libdeflate. It checks the checksum and the length of the content. */
    static final class Libdeflate {

        static final boolean IS_PRESENT = register();

        /** Bytes of the header and the trailer of gzip. */
        private static final int FRAME = 18;

        /** DEFLATE packs at most 1,032 bytes into one. */
        private static final int LARGEST_RATIO = 1032;

        private Libdeflate() {}

        private static native Pointer libdeflate_alloc_decompressor();

        private static native void libdeflate_free_decompressor(Pointer decompressor);

        private static native int libdeflate_gzip_decompress_ex(
                Pointer decompressor,
                Pointer input,
                long inputSize,
                Pointer output,
                long outputSize,
                Pointer inputRead,
                Pointer outputWritten);

        private static boolean register() {
            try {
                if (Native.SIZE_T_SIZE != Long.BYTES) {
                    return false;
                }
                Native.register(Libdeflate.class, NativeLibrary.getInstance("deflate"));
                return true;
            } catch (LinkageError e) {
                Log.debugf("Gzip files are inflated without libdeflate: %s", e.getMessage());
                return false;
            }
        }

        /** The content; empty if the file is not one complete member, or if its content is large. */
        static Optional<InputStream> inflate(byte[] file) {
            long size = file.length < FRAME ? 0 : contentSize(file);
            if (size == 0 || size > LARGEST_CONTENT || size > (long) LARGEST_RATIO * file.length) {
                return Optional.empty();
            }
            Memory content = new Memory(size);
            if (inflate(file, content)) {
                return Optional.of(new MemoryInputStream(content));
            }
            content.close();
            return Optional.empty();
        }

        /** The last four bytes of gzip are the size of the content of its last member. */
        private static long contentSize(byte[] file) {
            return Integer.toUnsignedLong(
                    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - Integer.BYTES));
        }

        private static boolean inflate(byte[] file, Memory content) {
            Pointer decompressor = libdeflate_alloc_decompressor();
            if (decompressor == null) {
                return false;
            }
            try (Memory packed = new Memory(file.length);
                    Memory sizes = new Memory(2 * Long.BYTES)) {
                packed.write(0, file, 0, file.length);
                int result = libdeflate_gzip_decompress_ex(
                        decompressor, packed, file.length, content, content.size(), sizes, sizes.share(Long.BYTES));
                return result == 0 && sizes.getLong(0) == file.length && sizes.getLong(Long.BYTES) == content.size();
            } finally {
                libdeflate_free_decompressor(decompressor);
            }
        }
    }

    /** Reads memory outside the heap, and frees it at the end. */
    private static final class MemoryInputStream extends BlockInputStream {

        private final Memory memory;
        private final long size;
        private long position;

        MemoryInputStream(Memory memory) {
            this.memory = memory;
            this.size = memory.size();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == size) {
                return -1;
            }
            int count = (int) Math.min(length, size - position);
            memory.read(position, target, offset, count);
            position += count;
            if (position == size) {
                memory.close();
            }
            return count;
        }

        @Override
        public void close() {
            position = size;
            memory.close();
        }
    }
}
