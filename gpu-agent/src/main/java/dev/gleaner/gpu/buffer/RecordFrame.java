package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Format of a record in a file: its length, a checksum over length and record (four bytes each, big-endian), and the record. A
 * length of 0 is invalid, as a file that was extended but not written contains zeros.
 */
final class RecordFrame {

    /** Bytes before the record. */
    static final int HEAD = 8;

    private RecordFrame() {}

    static byte[] of(byte[] record) {
        return ByteBuffer.allocate(HEAD + record.length)
                .putInt(record.length)
                .putInt(checksum(record))
                .put(record)
                .array();
    }

    /** The record of the frame at an offset; empty when the frame is incomplete or damaged. */
    static Optional<byte[]> read(FileChannel file, long offset) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        if (!fill(file, head, offset)) {
            return Optional.empty();
        }
        int length = head.getInt(0);
        if (length <= 0 || length > file.size() - offset - HEAD) {
            return Optional.empty();
        }
        ByteBuffer record = ByteBuffer.allocate(length);
        boolean whole = fill(file, record, offset + HEAD) && checksum(record.array()) == head.getInt(4);
        return whole ? Optional.of(record.array()) : Optional.empty();
    }

    private static boolean fill(FileChannel file, ByteBuffer target, long offset) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, offset + target.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] record) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(4).putInt(record.length).flip());
        checksum.update(record);
        return (int) checksum.getValue();
    }
}
