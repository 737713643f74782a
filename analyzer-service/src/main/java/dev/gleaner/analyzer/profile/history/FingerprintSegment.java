package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.BinaryRow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fingerprints of some transfers in a quarter of an hour, by the place at the other end. A fingerprint is the first bits of a
 * transfer's id. Those of one place are sorted, and stored as the differences between them in Rice code, in about 2 bytes each.
 *
 * <p>A quarter has as many segments as it needs. Later ones have longer fingerprints, so that a transfer that was not there
 * before has one of the stored fingerprints with a probability of at most 1 in 10,000, however many there are: the first
 * segment contributes 1250 / 2^24, the second 1250 / 2^26, the next two 1250 / 2^30 each, the next four 1250 / 2^32 each, and
 * so on; 9.8e-5 together.
 */
final class FingerprintSegment {

    /** The largest number of fingerprints. */
    static final int CAPACITY = 1250;

    private static final int VERSION = 1;
    private static final int SHORTEST = 24;

    /** The largest number of bits that are in one long, wherever they begin in its first byte. */
    private static final int MOST_BITS = Long.SIZE - Byte.SIZE + 1;

    /** Part of the mean difference that is the best unit of a Rice code: the natural logarithm of 2. */
    private static final double UNIT = Math.log(2);

    private final int number;
    private final Map<String, CodedSet> places;

    private FingerprintSegment(int number, Map<String, CodedSet> places) {
        this.number = number;
        this.places = places;
    }

    /** Without fingerprints; the first segment of a quarter has number 0. */
    static FingerprintSegment empty(int number) {
        return new FingerprintSegment(number, Map.of());
    }

    /** From a stored row. */
    static FingerprintSegment stored(int number, byte[] row) {
        return new FingerprintSegment(number, BinaryRow.decode(row, VERSION, input -> {
            int width = input.readUInt32();
            Map<String, CodedSet> places = new TreeMap<>();
            while (!input.isAtEnd()) {
                places.put(input.readString(), new CodedSet(width, input.readUInt32(), input.readByteArray()));
            }
            return places;
        }));
    }

    /** As a row. */
    byte[] row() {
        return BinaryRow.encode(VERSION, output -> {
            output.writeUInt32NoTag(width(number));
            for (Map.Entry<String, CodedSet> place : places.entrySet()) {
                output.writeStringNoTag(place.getKey());
                output.writeUInt32NoTag(place.getValue().size);
                output.writeByteArrayNoTag(place.getValue().bits);
            }
        });
    }

    /** Bits of the fingerprints of a segment. */
    static int width(int number) {
        int doublings = Integer.SIZE - Integer.numberOfLeadingZeros(number);
        return Math.min(MOST_BITS, SHORTEST + 2 * (doublings < 2 ? doublings : doublings + 1));
    }

    int number() {
        return number;
    }

    /** How many fingerprints it has. */
    int size() {
        int size = 0;
        for (CodedSet set : places.values()) {
            size += set.size;
        }
        return size;
    }

    /** The places of which it has fingerprints. */
    Set<String> places() {
        return places.keySet();
    }

    /** Sorted fingerprints of a place. */
    long[] fingerprints(String place) {
        CodedSet set = places.get(place);
        return set == null ? new long[0] : set.decode();
    }

    /** The fingerprint that the id of a transfer has here. */
    long fingerprint(long id) {
        return id >>> (Long.SIZE - width(number));
    }

    /**
     * With the fingerprints of further ids.
     *
     * @param sorted as unsigned numbers
     */
    FingerprintSegment plus(String place, long[] sorted) {
        Map<String, CodedSet> all = new TreeMap<>(places);
        all.put(place, CodedSet.of(width(number), union(fingerprints(place), sorted)));
        return new FingerprintSegment(number, all);
    }

    private long[] union(long[] known, long[] ids) {
        long[] union = new long[known.length + ids.length];
        int size = 0;
        int at = 0;
        for (long id : ids) {
            long fingerprint = fingerprint(id);
            while (at < known.length && known[at] < fingerprint) {
                union[size++] = known[at++];
            }
            boolean isKnown = at < known.length && known[at] == fingerprint;
            if (!isKnown && (size == 0 || union[size - 1] != fingerprint)) {
                union[size++] = fingerprint;
            }
        }
        System.arraycopy(known, at, union, size, known.length - at);
        return Arrays.copyOf(union, size + known.length - at);
    }

    /** A sorted set of numbers with that many bits, in Rice code. */
    private static final class CodedSet {

        private final int width;
        private final int size;
        private final byte[] bits;

        CodedSet(int width, int size, byte[] bits) {
            this.width = width;
            this.size = size;
            this.bits = bits;
        }

        static CodedSet of(int width, long[] sorted) {
            int unitBits = unitBits(width, sorted.length);
            BitWriter bits = new BitWriter(sorted.length * (unitBits + 3));
            long next = 0;
            for (long number : sorted) {
                bits.writeUnary((number - next) >>> unitBits);
                bits.write(number - next, unitBits);
                next = number + 1;
            }
            return new CodedSet(width, sorted.length, bits.toByteArray());
        }

        long[] decode() {
            long[] sorted = new long[size];
            int unitBits = unitBits(width, size);
            BitReader reader = new BitReader(bits);
            long next = 0;
            for (int index = 0; index < size; index++) {
                long units = reader.readUnary();
                sorted[index] = next + (units << unitBits) + reader.read(unitBits);
                next = sorted[index] + 1;
            }
            return sorted;
        }

        private static int unitBits(int width, int size) {
            double unit = UNIT * (1L << width) / Math.max(1, size);
            return Math.max(0, Math.getExponent(unit));
        }
    }

    private static final class BitWriter {

        private ByteBuffer bytes;
        private int position;

        BitWriter(int expectedBits) {
            bytes = ByteBuffer.allocate(expectedBits / Byte.SIZE + Long.BYTES);
        }

        /** The lowest bits of a number, up to 57, the highest of them first. */
        void write(long number, int count) {
            int at = position / Byte.SIZE;
            if (at + Long.BYTES > bytes.capacity()) {
                bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), 2 * bytes.capacity()));
            }
            long lowest = number & ((1L << count) - 1);
            int after = Long.SIZE - position % Byte.SIZE - count;
            bytes.putLong(at, bytes.getLong(at) | lowest << after);
            position += count;
        }

        /** That many ones and a zero. */
        void writeUnary(long ones) {
            long rest = ones;
            for (; rest > MOST_BITS - 1; rest -= MOST_BITS) {
                write((1L << MOST_BITS) - 1, MOST_BITS);
            }
            write((1L << (rest + 1)) - 2, (int) rest + 1);
        }

        byte[] toByteArray() {
            return Arrays.copyOf(bytes.array(), (position + Byte.SIZE - 1) / Byte.SIZE);
        }
    }

    private static final class BitReader {

        private final ByteBuffer bytes;
        private int position;

        BitReader(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 2 * Long.BYTES));
        }

        /** A number of up to 57 bits. */
        long read(int count) {
            long number = next() >>> 1 >>> (Long.SIZE - 1 - count);
            position += count;
            return number;
        }

        /** How many ones there are before the next zero. */
        long readUnary() {
            long ones = 0;
            int more = Math.min(MOST_BITS, Long.numberOfLeadingZeros(~next()));
            while (more == MOST_BITS) {
                ones += more;
                position += more;
                more = Math.min(MOST_BITS, Long.numberOfLeadingZeros(~next()));
            }
            position += more + 1;
            return ones + more;
        }

        /** The next bits from the highest on; at least 57. */
        private long next() {
            return bytes.getLong(position / Byte.SIZE) << position % Byte.SIZE;
        }
    }
}
