package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.instance.OpenHour.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CPU and network of an instance by hour, in two rows: the recent hours, which are written with each signal, and the
 * {@link PastHours}, to which a day of hours is moved once none of them can change. An hour cannot change once it is final, or
 * has settled and is complete.
 */
final class InstanceUsageHistory {

    /** How many hours that are not final may be in the past, so that the first of the kept hours stay until all are final. */
    private static final int HOURS_AHEAD = Hour.PER_DAY;

    private static final int KIND_BITS = 2;
    private static final int MEASURED = 0;
    private static final int PARTLY_MEASURED = 1;
    private static final int OPEN = 2;
    private static final int MEASURED_RUN = 3;
    private static final byte WHOLE = InstanceHours.parts(InstanceHours.PARTS, InstanceHours.PARTS);

    private final HourQuantizer quantizer;
    private final int hoursKept;
    private final Supplier<byte @Nullable []> storedPast;

    /** Number of the first hour that was not moved to the past; all recent hours are from it on. */
    private long pastEnd = Long.MIN_VALUE;

    /** Number of the last hour with points. */
    private long last = Long.MIN_VALUE;

    private byte @Nullable [] past;
    private boolean pastIsRead;
    private boolean pastChanged;
    private boolean changed;

    /** What was read last; null if it may have changed since then. */
    private @Nullable InstanceHours lastRead;

    private int size;
    private long[] numbers = new long[0];
    private long[] measured = new long[0];
    private @Nullable OpenHour[] open = new OpenHour[0];

    /** Days of recent hours with settled points, in no order. The maxima of the other points are added when these settle. */
    private final List<DayMaxima> settledMaxima = new ArrayList<>(2);

    /**
     * Without any hours.
     *
     * @param hoursKept number of final hours that are kept
     * @param storedPast reads the row of past hours; null if there is none
     */
    InstanceUsageHistory(HourQuantizer quantizer, int hoursKept, Supplier<byte @Nullable []> storedPast) {
        this.quantizer = quantizer;
        this.hoursKept = hoursKept + HOURS_AHEAD;
        this.storedPast = storedPast;
    }

    /**
     * Adds points of one hour.
     *
     * @param isSettled whether only parts of the hour without points accept any
     */
    void put(InstanceMetric metric, Hour hour, List<Point> points, boolean isSettled) {
        OpenHour one = openHour(hour.number());
        if (one == null) {
            return;
        }
        changed = true;
        lastRead = null;
        if (!isSettled) {
            points.forEach(point -> one.put(metric, point));
            return;
        }
        settle(hour.number(), one);
        int before = one.parts(metric);
        for (Point point : points) {
            if ((OpenHour.parts(point.minute(), point.minutes()) & before) == 0) {
                one.put(metric, point);
            }
        }
    }

    /** Keeps less of the hours up to one: their points can no longer be replaced. */
    void settle(Hour through) {
        for (int index = 0; index < size && numbers[index] <= through.number(); index++) {
            OpenHour one = open[index];
            if (one != null) {
                if (one.isComplete()) {
                    pack(index, one);
                } else {
                    settle(numbers[index], one);
                }
            }
        }
    }

    /** Makes the hours up to one final, and moves whole days that cannot change to the past. */
    void close(Hour through) {
        int index = 0;
        while (index < size && numbers[index] <= through.number()) {
            OpenHour one = open[index];
            if (one != null) {
                pack(index, one);
            }
            index++;
        }
        long end = through.number() + 1;
        while (index < size && numbers[index] == end && open[index] == null && end <= through.number() + HOURS_AHEAD) {
            end++;
            index++;
        }
        if (pastEnd == Long.MIN_VALUE && size > 0) {
            pastEnd = startOfDay(Math.min(numbers[0], through.number() + 1));
        }
        if (pastEnd != Long.MIN_VALUE && end - pastEnd >= Hour.PER_DAY) {
            moveToPast(startOfDay(end));
        }
    }

    /** The last hours up to one. */
    InstanceHours read(Hour last, int hours) {
        Hour first = last.plus(1L - hours);
        InstanceHours window = lastRead;
        if (window == null || !window.covers(first, hours)) {
            // Up to the newest hour, whose provisional evaluation follows the final one of an earlier hour.
            long later = Math.max(this.last, last.number()) - last.number();
            window = new InstanceHours(first, hours + (int) Math.min(HOURS_AHEAD, later));
            copyPastTo(window);
            copyTo(window);
            lastRead = window;
        }
        return window.part(first, hours);
    }

    /** Hours by five minutes. */
    InstanceParts readParts(Hour first, int hours) {
        InstanceParts parts = new InstanceParts(first, hours);
        if (first.number() < pastEnd) {
            InstanceHours window = read(first.plus(hours - 1L), hours);
            for (long number = first.number(); number < Math.min(pastEnd, first.number() + hours); number++) {
                parts.addHour((int) (number - first.number()), window.part(new Hour(number), 1));
            }
        }
        for (int index = 0; index < size; index++) {
            int place = (int) (numbers[index] - first.number());
            if (place >= 0 && place < hours) {
                OpenHour one = open[index];
                if (one != null) {
                    one.copyTo(parts, place, quantizer);
                } else {
                    InstanceHours packed = new InstanceHours(new Hour(numbers[index]), 1);
                    packed.set(
                            0,
                            mean(measured[index]),
                            maximum(measured[index]),
                            bytes(measured[index]),
                            parts(measured[index]));
                    parts.addHour(place, packed);
                }
            }
        }
        return parts;
    }

    private void copyPastTo(InstanceHours target) {
        byte[] row = target.from().number() < pastEnd ? past() : null;
        if (row != null) {
            PastHours.copyTo(row, target);
        }
    }

    /** The last days that have ended at the end of an hour. */
    InstanceDays readDays(Hour last) {
        return readDays(last, PastHours::days);
    }

    /** The same without the maxima of days in the past. */
    InstanceDays readBusiestHours(Hour last) {
        return readDays(last, PastHours::daysWithoutMaxima);
    }

    private InstanceDays readDays(Hour last, Function<byte[], InstanceDays> readPast) {
        byte[] row = past();
        long end = last.plus(1).day();
        InstanceDays days =
                row == null ? new InstanceDays(end) : readPast.apply(row).endingAt(end);
        addRecentDays(days);
        return days;
    }

    /** Whether no hour has points, of those that are kept once an hour is final. */
    boolean isEmpty(@Nullable Hour closed) {
        return last == Long.MIN_VALUE || (closed != null && closed.number() - last >= hoursKept);
    }

    /** Whether the recent hours changed since they were written. */
    boolean isChanged() {
        return changed;
    }

    /** Whether the row of past hours changed since it was taken. */
    boolean isPastChanged() {
        return pastChanged;
    }

    /** The row of past hours if it changed since the last call; otherwise null. */
    byte @Nullable [] takeChangedPast() {
        boolean wasChanged = pastChanged;
        pastChanged = false;
        return wasChanged ? past : null;
    }

    void write(RowBuffer row) {
        changed = false;
        row.putNumber(size);
        if (size == 0) {
            putNumber(row, pastEnd);
            putNumber(row, last);
            return;
        }
        // The last hour with points is the last one here: all that were moved to the past are before these.
        long next = numbers[0];
        row.putInt((int) next);
        row.putNumber(pastEnd == Long.MIN_VALUE ? 0 : next - pastEnd + 1);
        int index = 0;
        while (index < size) {
            OpenHour one = open[index];
            int measuredHours = runOfMeasured(index);
            int kind = one != null
                    ? OPEN
                    : measuredHours == 0 ? PARTLY_MEASURED : measuredHours == 1 ? MEASURED : MEASURED_RUN;
            row.putNumber(((numbers[index] - next) << KIND_BITS) | kind);
            if (kind == MEASURED_RUN) {
                row.putNumber(measuredHours);
            }
            int end = index + Math.max(1, measuredHours);
            if (one != null) {
                one.write(row);
            } else {
                for (int hour = index; hour < end; hour++) {
                    write(row, measured[hour]);
                }
            }
            if (kind == PARTLY_MEASURED) {
                row.putByte(parts(measured[index]));
            }
            index = end;
            next = numbers[end - 1] + 1;
        }
        for (index = 0; index < size; index = endOfDay(index)) {
            settledMaximaOf(day(index)).write(row);
        }
        row.endBits();
    }

    private static void write(RowBuffer row, long packed) {
        row.putChar(mean(packed));
        row.putByte(maximum(packed));
        row.putChar(bytes(packed));
    }

    /** Number of consecutive hours from an index on that are measured as a whole and do not accept points. */
    private int runOfMeasured(int first) {
        int index = first;
        while (index < size
                && open[index] == null
                && parts(measured[index]) == WHOLE
                && numbers[index] == numbers[first] + index - first) {
            index++;
        }
        return index - first;
    }

    void read(RowBuffer row) {
        size = (int) row.getNumber();
        numbers = new long[size + 1];
        measured = new long[size + 1];
        open = new OpenHour[size + 1];
        if (size == 0) {
            pastEnd = number(row);
            last = number(row);
            return;
        }
        long next = row.getInt();
        long sincePast = row.getNumber();
        pastEnd = sincePast == 0 ? Long.MIN_VALUE : next + 1 - sincePast;
        int index = 0;
        while (index < size) {
            long code = row.getNumber();
            next += code >>> KIND_BITS;
            int kind = (int) code & ((1 << KIND_BITS) - 1);
            int end = index + (kind == MEASURED_RUN ? (int) row.getNumber() : 1);
            for (; index < end; index++) {
                numbers[index] = next++;
                if (kind == OPEN) {
                    open[index] = OpenHour.read(row);
                } else {
                    measured[index] = packed(
                            row.getChar(),
                            row.getByte(),
                            row.getChar(),
                            kind == PARTLY_MEASURED ? row.getByte() : WHOLE);
                }
            }
        }
        last = numbers[size - 1];
        for (index = 0; index < size; index = endOfDay(index)) {
            settledMaxima.add(new DayMaxima(day(index), CpuMaximaHistogram.read(row)));
        }
        row.skipBits();
    }

    /** An hour to which points can be added; null if it cannot change. */
    private @Nullable OpenHour openHour(long number) {
        if (number < pastEnd) {
            return null;
        }
        int index = size;
        while (index > 0 && numbers[index - 1] >= number) {
            index--;
        }
        if (index == size || numbers[index] != number) {
            insert(index, number);
        }
        return open[index];
    }

    private void insert(int index, long number) {
        if (size == numbers.length) {
            int capacity = size + Math.max(2, size / 2);
            numbers = Arrays.copyOf(numbers, capacity);
            measured = Arrays.copyOf(measured, capacity);
            open = Arrays.copyOf(open, capacity);
        }
        System.arraycopy(numbers, index, numbers, index + 1, size - index);
        System.arraycopy(measured, index, measured, index + 1, size - index);
        System.arraycopy(open, index, open, index + 1, size - index);
        numbers[index] = number;
        measured[index] = 0;
        open[index] = new OpenHour();
        size++;
        last = Math.max(last, number);
    }

    private void settle(long number, OpenHour hour) {
        if (hour.hasCpuPoints()) {
            hour.addMaxima(settledMaximaOf(new Hour(number).day()));
        }
        hour.settle();
    }

    private CpuMaximaHistogram settledMaximaOf(long day) {
        for (DayMaxima one : settledMaxima) {
            if (one.day() == day) {
                return one.histogram();
            }
        }
        CpuMaximaHistogram histogram = new CpuMaximaHistogram();
        settledMaxima.add(new DayMaxima(day, histogram));
        return histogram;
    }

    private long day(int index) {
        return new Hour(numbers[index]).day();
    }

    /** Index of the first hour of the next day that has any. */
    private int endOfDay(int index) {
        int end = index + 1;
        while (end < size && day(end) == day(index)) {
            end++;
        }
        return end;
    }

    private void addRecentDays(InstanceDays days) {
        int next;
        for (int index = 0; index < size; index = next) {
            next = endOfDay(index);
            CpuMaximaHistogram maxima = new CpuMaximaHistogram();
            maxima.add(settledMaximaOf(day(index)));
            int busiest = -1;
            for (int hour = index; hour < next; hour++) {
                OpenHour one = open[hour];
                char mean = one == null ? mean(measured[hour]) : one.mean(quantizer);
                if (mean != HourQuantizer.ABSENT) {
                    busiest = Math.max(busiest, mean);
                }
                if (one != null) {
                    one.addMaxima(maxima);
                }
            }
            if (busiest >= 0) {
                days.set(day(index), quantizer.busiest(HourQuantizer.toMean(busiest)), maxima);
            }
        }
    }

    private void pack(int index, OpenHour hour) {
        InstanceHours one = new InstanceHours(new Hour(numbers[index]), 1);
        hour.copyTo(one, 0, quantizer);
        settle(numbers[index], hour);
        measured[index] = packed(one.means()[0], one.maxima()[0], one.bytes()[0], one.parts()[0]);
        open[index] = null;
    }

    private void moveToPast(long end) {
        if (size == 0 || numbers[0] >= end) {
            pastEnd = end;
            return;
        }
        int hours = (int) Math.min(hoursKept, end - pastEnd);
        InstanceHours moved = new InstanceHours(new Hour(end - hours), hours);
        copyTo(moved);
        byte[] row = past();
        if (row == null) {
            row = PastHours.empty(new Hour(pastEnd), hoursKept);
        } else if (PastHours.hours(row) != hoursKept) {
            row = PastHours.resize(row, hoursKept);
        }
        long endDay = new Hour(end).day();
        InstanceDays days = PastHours.days(row).endingAt(endDay);
        addRecentDays(days);
        past = PastHours.append(row, moved, days);
        pastChanged = true;
        changed = true;
        int count = 0;
        while (count < size && numbers[count] < end) {
            count++;
        }
        System.arraycopy(numbers, count, numbers, 0, size - count);
        System.arraycopy(measured, count, measured, 0, size - count);
        System.arraycopy(open, count, open, 0, size - count);
        Arrays.fill(open, size - count, size, null);
        size -= count;
        settledMaxima.removeIf(one -> one.day() < endDay);
        pastEnd = end;
    }

    private byte @Nullable [] past() {
        if (!pastIsRead) {
            byte[] row = storedPast.get();
            past = row == null ? null : PastHours.checked(row);
            pastIsRead = true;
        }
        return past;
    }

    private void copyTo(InstanceHours target) {
        long from = target.from().number();
        for (int index = 0; index < size; index++) {
            long place = numbers[index] - from;
            if (place >= 0 && place < target.hours()) {
                OpenHour one = open[index];
                if (one != null) {
                    one.copyTo(target, (int) place, quantizer);
                } else {
                    long packed = measured[index];
                    target.set((int) place, mean(packed), maximum(packed), bytes(packed), parts(packed));
                }
            }
        }
    }

    private static void putNumber(RowBuffer row, long number) {
        row.putInt(number == Long.MIN_VALUE ? Integer.MIN_VALUE : (int) number);
    }

    private static long number(RowBuffer row) {
        int number = row.getInt();
        return number == Integer.MIN_VALUE ? Long.MIN_VALUE : number;
    }

    private static long startOfDay(long number) {
        return Math.floorDiv(number, Hour.PER_DAY) * Hour.PER_DAY;
    }

    private static long packed(char mean, byte maximum, char bytes, byte parts) {
        return mean | (maximum & 0xffL) << 16 | (long) bytes << 24 | (parts & 0xffL) << 40;
    }

    private static char mean(long packed) {
        return (char) packed;
    }

    private static byte maximum(long packed) {
        return (byte) (packed >>> 16);
    }

    private static char bytes(long packed) {
        return (char) (packed >>> 24);
    }

    private static byte parts(long packed) {
        return (byte) (packed >>> 40);
    }

    private record DayMaxima(long day, CpuMaximaHistogram histogram) {}
}
