package dev.gleaner.benchmarks.analyzer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An encoded signal in which placeholders of fixed length are replaced by values. Encoding a signal then costs a copy of its
 * bytes, so that a benchmark does not measure its generator.
 */
final class SignalTemplate {

    /** Placeholder of an account, and of each id of 16 characters. */
    static final String ACCOUNT = "<-account-->";

    static final String REGION = "<region->";
    static final String ID = "<-resource-id-->";
    static final String PART = "<-part-of-it-->>";

    /** Placeholders of times. Their varints are 6 bytes long, as are those of all times from 1971 to 2109. */
    static final long OBSERVED_AT = 1_700_000_000_123L;

    static final long TIME = 1_711_111_111_321L;

    /** Placeholders of sizes, whose varints are 4 bytes (2 to 268 MB) and 5 bytes (0.27 to 34 GB) long. */
    static final long MEGABYTES = 123_456_789L;

    static final long GIGABYTES = 12_345_678_901L;

    static final long HASH = 0x1d8f_2a3b_94c7_5e6fL;

    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
    private static final int HEX_DIGITS = 16;

    private final byte[] bytes;
    private final int[] accounts;
    private final int[] regions;
    private final int[] ids;

    private SignalTemplate(byte[] bytes) {
        this.bytes = bytes;
        this.accounts = offsets(ACCOUNT.getBytes(ISO_8859_1));
        this.regions = offsets(REGION.getBytes(ISO_8859_1));
        this.ids = offsets(ID.getBytes(ISO_8859_1));
    }

    static SignalTemplate of(Signal signal) {
        return new SignalTemplate(SignalCodec.encode(signal));
    }

    static SignalTemplate of(String text) {
        return new SignalTemplate(text.getBytes(ISO_8859_1));
    }

    /** A copy for a resource. */
    byte[] copy(byte[] account, byte[] region, long id) {
        byte[] copy = bytes.clone();
        for (int offset : accounts) {
            System.arraycopy(account, 0, copy, offset, account.length);
        }
        for (int offset : regions) {
            System.arraycopy(region, 0, copy, offset, region.length);
        }
        for (int offset : ids) {
            putHex(copy, offset, id);
        }
        return copy;
    }

    /** Where a text occurs. */
    int[] offsets(String text) {
        return required(offsets(text.getBytes(ISO_8859_1)), text);
    }

    /** Where a time or a size occurs as a varint. */
    int[] varints(long value) {
        byte[] varint = new byte[10];
        int length = putVarint(varint, 0, value);
        return required(offsets(Arrays.copyOf(varint, length)), Long.toString(value));
    }

    /** Where a double occurs. */
    int[] doubles(double value) {
        byte[] encoded = new byte[Double.BYTES];
        putDouble(encoded, 0, value);
        return required(offsets(encoded), Double.toString(value));
    }

    /** Where a fixed64 occurs. */
    int[] longs(long value) {
        byte[] encoded = new byte[Long.BYTES];
        putLong(encoded, 0, value);
        return required(offsets(encoded), Long.toHexString(value));
    }

    static void putDouble(byte[] target, int offset, double value) {
        DOUBLES.set(target, offset, value);
    }

    static void putLong(byte[] target, int offset, long value) {
        LONGS.set(target, offset, value);
    }

    static void putVarints(byte[] target, int[] offsets, long value) {
        for (int offset : offsets) {
            putVarint(target, offset, value);
        }
    }

    /** Returns the length. */
    static int putVarint(byte[] target, int offset, long value) {
        int at = offset;
        long rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            target[at++] = (byte) (rest | 0x80);
        }
        target[at++] = (byte) rest;
        return at - offset;
    }

    static void putHex(byte[] target, int offset, long value) {
        long rest = value;
        for (int digit = HEX_DIGITS - 1; digit >= 0; digit--) {
            target[offset + digit] = HEX[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }

    private static int[] required(int[] offsets, String what) {
        if (offsets.length == 0) {
            throw new IllegalArgumentException("the template has no " + what);
        }
        return offsets;
    }

    private int[] offsets(byte[] what) {
        return IntStream.rangeClosed(0, bytes.length - what.length)
                .filter(start -> Arrays.equals(bytes, start, start + what.length, what, 0, what.length))
                .toArray();
    }
}
