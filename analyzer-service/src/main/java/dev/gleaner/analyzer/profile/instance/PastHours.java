package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hours that no longer change, in one row of a fixed layout: a column each for means, maxima, bytes, and measured parts. When
 * later hours are appended, the earliest ones leave.
 */
final class PastHours {

    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Short.BYTES + Integer.BYTES;
    private static final int RUN = 2;
    private static final int LONGEST_RUN = 0xff;

    private PastHours() {}

    /** A row of absent hours before an hour. */
    static byte[] empty(Hour end, int hours) {
        return encode(new InstanceHours(end.plus(-hours), hours));
    }

    /** The row after hours were appended to it; it keeps its number of hours. */
    static byte[] append(byte[] row, InstanceHours later) {
        int hours = hours(row);
        Hour end = later.from().plus(later.hours());
        InstanceHours all = new InstanceHours(end.plus(-hours), hours);
        copyTo(row, all);
        int kept = Math.min(hours, later.hours());
        int from = later.hours() - kept;
        System.arraycopy(later.means(), from, all.means(), hours - kept, kept);
        System.arraycopy(later.maxima(), from, all.maxima(), hours - kept, kept);
        System.arraycopy(later.bytes(), from, all.bytes(), hours - kept, kept);
        System.arraycopy(later.parts(), from, all.parts(), hours - kept, kept);
        return encode(all);
    }

    /** The row with another number of hours. */
    static byte[] resize(byte[] row, int hours) {
        Hour end = from(row).plus(hours(row));
        InstanceHours all = new InstanceHours(end.plus(-hours), hours);
        copyTo(row, all);
        return encode(all);
    }

    /** The number of hours of a row. */
    static int hours(byte[] row) {
        return buffer(row).getShort(1);
    }

    /** Writes the hours that both have. */
    static void copyTo(byte[] row, InstanceHours target) {
        int hours = hours(row);
        long offset = target.from().number() - from(row).number();
        int source = (int) Math.max(0, Math.min(hours, offset));
        int place = (int) Math.max(0, Math.min(target.hours(), -offset));
        int count = Math.min(hours - source, target.hours() - place);
        if (count <= 0) {
            return;
        }
        ByteBuffer buffer = buffer(row);
        int column = HEADER;
        buffer.position(column + source * Character.BYTES);
        buffer.asCharBuffer().get(target.means(), place, count);
        column += hours * Character.BYTES;
        System.arraycopy(row, column + source, target.maxima(), place, count);
        column += hours;
        buffer.position(column + source * Character.BYTES);
        buffer.asCharBuffer().get(target.bytes(), place, count);
        column += hours * Character.BYTES;
        copyParts(row, column, source, target.parts(), place, count);
    }

    private static void copyParts(byte[] row, int column, int source, byte[] target, int place, int count) {
        int index = 0;
        for (int run = column; index < source + count; run += RUN) {
            int end = index + (row[run] & 0xff);
            int first = Math.max(index, source);
            int last = Math.min(end, source + count);
            if (first < last) {
                Arrays.fill(target, place + first - source, place + last - source, row[run + 1]);
            }
            index = end;
        }
    }

    private static Hour from(byte[] row) {
        return new Hour(buffer(row).getInt(1 + Short.BYTES));
    }

    private static byte[] encode(InstanceHours hours) {
        int count = hours.hours();
        int runs = runs(hours.parts());
        ByteBuffer row = ByteBuffer.allocate(HEADER + count * (2 * Character.BYTES + 1) + runs * RUN)
                .order(ByteOrder.LITTLE_ENDIAN);
        row.put(VERSION).putShort((short) count).putInt((int) hours.from().number());
        putColumn(row, hours.means());
        row.put(hours.maxima());
        putColumn(row, hours.bytes());
        byte[] parts = hours.parts();
        for (int from = 0; from < count; ) {
            int end = endOfRun(parts, from);
            row.put((byte) (end - from)).put(parts[from]);
            from = end;
        }
        return row.array();
    }

    private static void putColumn(ByteBuffer row, char[] column) {
        row.asCharBuffer().put(column);
        row.position(row.position() + column.length * Character.BYTES);
    }

    private static int runs(byte[] parts) {
        int runs = 0;
        for (int from = 0; from < parts.length; from = endOfRun(parts, from)) {
            runs++;
        }
        return runs;
    }

    private static int endOfRun(byte[] parts, int from) {
        int end = from + 1;
        while (end < parts.length && end - from < LONGEST_RUN && parts[end] == parts[from]) {
            end++;
        }
        return end;
    }

    private static ByteBuffer buffer(byte[] row) {
        return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
    }
}
