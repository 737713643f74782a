package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The final hours of a UTC day of all GPUs of a host, in a row that is written once. For each GPU, the hours with readings are bits;
 * their states follow, and columns of numbers of readings, mean utilizations and peak memories. Of these, an hour with the value of
 * the one before takes a bit, and another hour the difference.
 */
final class GpuDayRow {

    private static final byte VERSION = 1;
    private static final int TYPICAL_SIZE = 1500;

    private GpuDayRow() {}

    /** A row of the GPUs, by their numbers, with 24 hours each. */
    static byte[] encode(SortedMap<Integer, HourlyGpuWindow> days) {
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        row.putByte(VERSION);
        row.putNumber(days.size());
        days.forEach((slot, day) -> {
            row.putNumber(slot);
            write(row, day);
        });
        return row.toBytes();
    }

    /**
     * Writes the hours to the windows of the GPUs, if they have one.
     *
     * @param offset index in the windows of the first hour of the day; negative if the day begins before them
     */
    static void copyTo(byte[] bytes, IntFunction<@Nullable HourlyGpuWindow> windows, long offset) {
        RowBuffer row = RowBuffer.of(bytes);
        GpuHistory.requireVersion(row.getByte(), VERSION);
        Column column = new Column();
        for (long gpus = row.getNumber(); gpus > 0; gpus--) {
            HourlyGpuWindow window = windows.apply((int) row.getNumber());
            column.read(row);
            for (int hour = 0; window != null && hour < Hour.PER_DAY; hour++) {
                long index = offset + hour;
                if (index >= 0 && index < window.hours() && column.isRead(hour)) {
                    column.copyTo(window, (int) index, hour);
                }
            }
        }
    }

    private static void write(RowBuffer row, HourlyGpuWindow day) {
        int hours = 0;
        long states = 0;
        for (int hour = 0; hour < Hour.PER_DAY; hour++) {
            if (day.isRead(hour)) {
                hours |= 1 << hour;
                states |= (long) day.state(hour).code() << (hour * GpuState.BITS);
            }
        }
        row.putNumber(hours);
        row.putNumber(states);
        writeColumn(row, day, day::readings);
        writeColumn(row, day, day::utilizationCode);
        // One more than the memory, as negative numbers are long.
        writeColumn(row, day, hour -> day.mebibytes(hour) + 1);
    }

    private static void writeColumn(RowBuffer row, HourlyGpuWindow day, IntUnaryOperator values) {
        int repeated = 0;
        int previous = 0;
        for (int hour = 0; hour < Hour.PER_DAY; hour++) {
            if (day.isRead(hour)) {
                int value = values.applyAsInt(hour);
                repeated |= value == previous ? 1 << hour : 0;
                previous = value;
            }
        }
        row.putNumber(repeated);
        previous = 0;
        for (int hour = 0; hour < Hour.PER_DAY; hour++) {
            if (day.isRead(hour) && (repeated & 1 << hour) == 0) {
                int difference = values.applyAsInt(hour) - previous;
                row.putNumber((long) Math.abs(difference) << 1 | (difference < 0 ? 1 : 0));
                previous += difference;
            }
        }
    }

    /** The columns of one GPU, read. */
    private static final class Column {

        private final int[] readings = new int[Hour.PER_DAY];
        private final int[] utilizations = new int[Hour.PER_DAY];
        private final int[] memories = new int[Hour.PER_DAY];
        private int hours;
        private long states;

        void read(RowBuffer row) {
            hours = (int) row.getNumber();
            states = row.getNumber();
            read(row, readings);
            read(row, utilizations);
            read(row, memories);
        }

        boolean isRead(int hour) {
            return (hours & 1 << hour) != 0;
        }

        void copyTo(HourlyGpuWindow window, int index, int hour) {
            int state = (int) (states >> (hour * GpuState.BITS)) & ((1 << GpuState.BITS) - 1);
            window.set(index, GpuState.of(state), readings[hour], (char) utilizations[hour], memories[hour] - 1);
        }

        private static int difference(long code) {
            int size = (int) (code >> 1);
            return (code & 1) == 0 ? size : -size;
        }

        private void read(RowBuffer row, int[] column) {
            int repeated = (int) row.getNumber();
            int previous = 0;
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                if (isRead(hour)) {
                    previous += (repeated & 1 << hour) != 0 ? 0 : difference(row.getNumber());
                    column[hour] = previous;
                }
            }
        }
    }
}
