package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes texts of bytes; what comes again and again in a file (regions, accounts, names of calls) is made once. */
public final class StringInterner {

    /** So much is remembered at a time; what falls into the same slot takes the other's place. */
    private static final int SLOTS = 512;

    private static final int LONGEST = 256;

    private final @Nullable Known[] slots = new Known[SLOTS];

    /** The text of these bytes, behind which there are others, as in {@link JsonByteScanner}. */
    public String intern(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return new String(bytes, from, to - from, UTF_8);
        }
        int slot = hash(bytes, from, to) & (SLOTS - 1);
        Known known = slots[slot];
        if (known == null
                || known.length() != to - from
                || !JsonByteScanner.same(known.bytes(), 0, bytes, from, to - from)) {
            String text = new String(bytes, from, to - from, UTF_8);
            known = new Known(Arrays.copyOfRange(bytes, from, to + JsonByteScanner.PADDING), to - from, text);
            slots[slot] = known;
        }
        return known.text();
    }

    /** Of the length, the first bytes, the last and some between: enough to tell most of them apart. */
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long mixed = length < Long.BYTES
                ? JsonByteScanner.word(bytes, from) & ~(-1L << (8 * length))
                : sampled(bytes, from, to);
        mixed = (mixed + length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40);
    }

    private static long sampled(byte[] bytes, int from, int to) {
        long middle = JsonByteScanner.word(bytes, (from + to - Long.BYTES) >>> 1);
        long first = JsonByteScanner.word(bytes, from);
        return (first * 31 + middle) * 31 + JsonByteScanner.word(bytes, to - Long.BYTES);
    }

    /** A text and its bytes, with others behind; nobody compares them. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] bytes, int length, String text) {}
}
