package dev.gleaner.analyzer.profile.instance;

import java.nio.ByteBuffer;

/** Whole numbers from 0 in seven bits a byte, the lowest first, as in Protobuf. */
final class Varint {

    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private Varint() {}

    static void write(ByteBuffer row, long number) {
        long rest = number;
        while (rest >>> BITS != 0) {
            row.put((byte) ((rest & (MORE - 1)) | MORE));
            rest >>>= BITS;
        }
        row.put((byte) rest);
    }

    static long read(ByteBuffer row) {
        long number = 0;
        for (int shift = 0; ; shift += BITS) {
            byte next = row.get();
            number |= (long) (next & (MORE - 1)) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
