package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CPU of an instance in consecutive UTC days, oldest first, as it is stored: the mean of the busiest hour of each of the last 62
 * days, and the maxima of five minutes of the last 14. A day without points is absent, not zero.
 */
public final class InstanceDays {

    /** Number of days whose busiest hour is kept. */
    public static final int DAYS = 62;

    /** Number of days whose maxima are kept. */
    public static final int DAYS_OF_MAXIMA = 14;

    /** A day whose hours are complete can be stored while the hours before it are evaluated: the first days stay until then. */
    private static final int AHEAD = 1;

    /** Day after the last one, since 1970. */
    private final long end;

    private final byte[] busiest = new byte[DAYS + AHEAD];
    private final @Nullable CpuMaximaHistogram[] maxima = new CpuMaximaHistogram[DAYS_OF_MAXIMA + AHEAD];

    /**
     * All absent.
     *
     * @param end day after the last one, since 1970
     */
    InstanceDays(long end) {
        this.end = end;
        Arrays.fill(busiest, HourQuantizer.ABSENT_MAXIMUM);
    }

    /** Day of index 0, since 1970. */
    public long from() {
        return end - DAYS;
    }

    /** Whether the day at an index below {@link #DAYS} has points of CPU. */
    public boolean isMeasured(int index) {
        return busiest[index + AHEAD] != HourQuantizer.ABSENT_MAXIMUM;
    }

    /** Mean CPU of the busiest hour of a measured day, percent. */
    public double busiest(int index) {
        return HourQuantizer.toMaximum(busiest[index + AHEAD]);
    }

    /** The maxima of five minutes of the last {@link #DAYS_OF_MAXIMA} days. */
    public CpuMaximaHistogram maxima() {
        CpuMaximaHistogram sum = new CpuMaximaHistogram();
        for (int index = AHEAD; index < maxima.length; index++) {
            CpuMaximaHistogram day = maxima[index];
            if (day != null) {
                sum.add(day);
            }
        }
        return sum;
    }

    /** How many of these days have any. */
    public int daysOfMaxima() {
        int days = 0;
        for (int index = AHEAD; index < maxima.length; index++) {
            days += maxima[index] != null ? 1 : 0;
        }
        return days;
    }

    /** Sets a measured day, unless it is before or after the kept ones. */
    void set(long day, byte busiestHour, CpuMaximaHistogram histogram) {
        long before = end - day;
        if (before > 0 && before <= busiest.length) {
            busiest[busiest.length - (int) before] = busiestHour;
        }
        if (before > 0 && before <= maxima.length) {
            maxima[maxima.length - (int) before] = histogram;
        }
    }

    /** These days as far as they are before another end. */
    InstanceDays endingAt(long otherEnd) {
        InstanceDays days = new InstanceDays(otherEnd);
        int later = (int) Math.max(-DAYS - AHEAD, Math.min(DAYS + AHEAD, otherEnd - end));
        shift(busiest, days.busiest, busiest.length, later);
        shift(maxima, days.maxima, maxima.length, later);
        return days;
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are of the same type
    private static void shift(Object source, Object target, int length, int later) {
        int count = length - Math.abs(later);
        if (count > 0) {
            System.arraycopy(source, Math.max(0, later), target, Math.max(0, -later), count);
        }
    }

    /** Writes the days from the first measured one on; the end is not written. */
    void write(RowBuffer row) {
        int first = 0;
        while (first < busiest.length && busiest[first] == HourQuantizer.ABSENT_MAXIMUM) {
            first++;
        }
        int days = busiest.length - first;
        row.putByte(days);
        for (int index = first; index < busiest.length; index++) {
            row.putByte(busiest[index]);
        }
        for (int index = Math.max(0, maxima.length - days); index < maxima.length; index++) {
            CpuMaximaHistogram day = maxima[index];
            (day == null ? new CpuMaximaHistogram() : day).write(row);
        }
        row.endBits();
    }

    static InstanceDays read(long end, RowBuffer row) {
        InstanceDays read = new InstanceDays(end);
        int days = read.readBusiest(row);
        for (int index = Math.max(0, read.maxima.length - days); index < read.maxima.length; index++) {
            CpuMaximaHistogram day = CpuMaximaHistogram.read(row);
            read.maxima[index] = day.isEmpty() ? null : day;
        }
        return read;
    }

    /** The same without the maxima: to read these takes most of the time. */
    static InstanceDays readWithoutMaxima(long end, RowBuffer row) {
        InstanceDays read = new InstanceDays(end);
        read.readBusiest(row);
        return read;
    }

    private int readBusiest(RowBuffer row) {
        int days = row.getByte();
        for (int index = busiest.length - days; index < busiest.length; index++) {
            busiest[index] = row.getByte();
        }
        return days;
    }
}
