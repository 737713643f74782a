package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hours that no longer change, in one row of a fixed layout: a column each for means, maxima, bytes, and measured parts, and after
 * them the {@link InstanceDays} that end with these hours. When later hours are appended, the earliest ones leave.
 */
final class PastHours {

    private static final byte VERSION = 2;
    private static final int HEADER = 1 + Short.BYTES + Integer.BYTES;
    private static final int BYTES_PER_HOUR = 2 * Character.BYTES + 1;
    private static final int RUN = 2;
    private static final int LONGEST_RUN = 0xff;
    private static final int TYPICAL_SIZE_OF_DAYS = 150;

    private PastHours() {}

    /**
     * A row that is read.
     *
     * @throws IllegalStateException if it was written by another version
     */
    static byte[] checked(byte[] row) {
        if (row[0] != VERSION) {
            throw RowBuffer.unknownFormat("the past hours of an instance have", row[0]);
        }
        return row;
    }

    /** A row of absent hours before the start of a day. */
    static byte[] empty(Hour end, int hours) {
        return encode(new InstanceHours(end.plus(-hours), hours), new InstanceDays(end.day()));
    }

    /**
     * The row after hours were appended to it; it keeps its number of hours.
     *
     * @param days all that are kept, with the end of these hours
     */
    static byte[] append(byte[] row, InstanceHours later, InstanceDays days) {
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
        return encode(all, days);
    }

    /** The row with another number of hours. */
    static byte[] resize(byte[] row, int hours) {
        InstanceHours all = new InstanceHours(end(row).plus(-hours), hours);
        copyTo(row, all);
        return encode(all, days(row));
    }

    /** The number of hours of a row. */
    static int hours(byte[] row) {
        return buffer(row).getShort(1);
    }

    /** The days of a row. */
    static InstanceDays days(byte[] row) {
        return InstanceDays.read(end(row).day(), encodedDays(row));
    }

    /** The same without the maxima. */
    static InstanceDays daysWithoutMaxima(byte[] row) {
        return InstanceDays.readWithoutMaxima(end(row).day(), encodedDays(row));
    }

    private static RowBuffer encodedDays(byte[] row) {
        int hours = hours(row);
        int run = HEADER + hours * BYTES_PER_HOUR;
        for (int index = 0; index < hours; run += RUN) {
            index += row[run] & 0xff;
        }
        return RowBuffer.of(Arrays.copyOfRange(row, run, row.length));
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

    private static Hour end(byte[] row) {
        return from(row).plus(hours(row));
    }

    private static Hour from(byte[] row) {
        return new Hour(buffer(row).getInt(1 + Short.BYTES));
    }

    private static byte[] encode(InstanceHours hours, InstanceDays days) {
        int count = hours.hours();
        int runs = runs(hours.parts());
        RowBuffer encodedDays = RowBuffer.ofSize(TYPICAL_SIZE_OF_DAYS);
        days.write(encodedDays);
        byte[] lastPart = encodedDays.toBytes();
        ByteBuffer row = ByteBuffer.allocate(HEADER + count * BYTES_PER_HOUR + runs * RUN + lastPart.length)
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
        return row.put(lastPart).array();
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
