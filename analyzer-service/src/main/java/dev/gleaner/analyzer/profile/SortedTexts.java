package dev.gleaner.analyzer.profile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes, or reads, texts of one row. Of each it has the bytes in which it differs from the one before, so that sorted texts with a
 * common beginning take few bytes. Any text in any order is kept.
 */
public final class SortedTexts {

    /** From this number of bytes on, a number follows that tells how many more there are. */
    private static final int MANY = 15;

    private static final int NIBBLE = 4;

    private byte[] before = {};

    /** Appends a text in UTF-8: how many bytes of the end of the one before are dropped, how many are added, and these. */
    public void put(RowBuffer row, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        int difference = Arrays.mismatch(before, encoded);
        int shared = difference < 0 ? encoded.length : difference;
        int dropped = before.length - shared;
        int added = encoded.length - shared;
        row.putByte(Math.min(dropped, MANY) << NIBBLE | Math.min(added, MANY));
        putRest(row, dropped);
        putRest(row, added);
        row.putBytes(encoded, shared);
        before = encoded;
    }

    /** The next text that {@link #put} wrote. */
    public String get(RowBuffer row) {
        int lengths = row.getByte();
        int shared = before.length - withRest(row, lengths >> NIBBLE & MANY);
        int added = withRest(row, lengths & MANY);
        before = row.getBytes(before, shared, added);
        return new String(before, StandardCharsets.UTF_8);
    }

    private static void putRest(RowBuffer row, int length) {
        if (length >= MANY) {
            row.putNumber(length - MANY);
        }
    }

    private static int withRest(RowBuffer row, int length) {
        return length < MANY ? length : MANY + (int) row.getNumber();
    }
}
