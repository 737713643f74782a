package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Converts bytes to strings. Values that occur often in a file (regions, accounts, names of calls) are converted once.
 */
public final class StringInterner {

    /** Strings remembered at a time; a string replaces another one in the same slot. */
    private static final int SLOTS = 512;

    private static final int LONGEST = 256;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable Known[] slots = new Known[SLOTS];

    /** The string of these bytes. */
    public String intern(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return new String(bytes, from, to - from, UTF_8);
        }
        int slot = hash(bytes, from, to) & (SLOTS - 1);
        Known known = slots[slot];
        if (known == null || !Arrays.equals(known.bytes(), 0, known.bytes().length, bytes, from, to)) {
            known = new Known(Arrays.copyOfRange(bytes, from, to), new String(bytes, from, to - from, UTF_8));
            slots[slot] = known;
        }
        return known.text();
    }

    /** Hash of length, first, last and some bytes between: enough to distinguish most strings. */
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long mixed = length;
        if (length < Long.BYTES) {
            for (int at = from; at < to; at++) {
                mixed = 31 * mixed + bytes[at];
            }
        } else {
            mixed = 31 * mixed + word(bytes, from);
            mixed = 31 * mixed + word(bytes, (from + to - Long.BYTES) >>> 1);
            mixed = 31 * mixed + word(bytes, to - Long.BYTES);
        }
        return (int) ((mixed * 0x9E3779B97F4A7C15L) >>> 40);
    }

    private static long word(byte[] bytes, int at) {
        return (long) WORD.get(bytes, at);
    }

    /** A string and its bytes; never compared by equals. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] bytes, String text) {}
}
