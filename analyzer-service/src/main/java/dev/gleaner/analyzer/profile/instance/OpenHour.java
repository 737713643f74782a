package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * CPU and network of an hour that may still change. Points are kept one by one until the hour has settled, so that a better
 * value of a period replaces the earlier one; after that, their sums are kept, and only parts of the hour without any points
 * accept further ones. All sums are of integers, so that the order of arrival has no influence.
 */
final class OpenHour {

    private static final int ALL_PARTS = (1 << InstanceHours.PARTS) - 1;
    private static final int MINUTES_PER_PART = 60 / InstanceHours.PARTS;
    private static final byte UNIFORM = 1;

    /** First minute, minutes and samples of the periods that all metrics share. */
    private static final int PERIODS_BYTES = 2 + Float.BYTES;

    /** Mean and maximum of CPU, bytes in and out. */
    private static final int COLUMNS = 4;

    private final Series cpu = new Series(true);
    private final Series networkIn = new Series(false);
    private final Series networkOut = new Series(false);

    /** What {@link #write} wrote, until it is used: most signals are about another hour. Null once it is in the series. */
    private @Nullable RowBuffer unread;

    /** Adds a point of an hour that has not settled, unless a better one of the same minute is known; returns whether it did. */
    boolean put(InstanceMetric metric, Point point) {
        unpack();
        return series(metric).put(point);
    }

    /** The parts with points of a metric, a bit each. */
    int parts(InstanceMetric metric) {
        unpack();
        return series(metric).parts();
    }

    /** Whether CPU has points that are not only kept as sums. */
    boolean hasCpuPoints() {
        unpack();
        return cpu.size > 0;
    }

    /** Adds the maxima of the five minutes of these points. */
    void addMaxima(CpuMaximaHistogram histogram) {
        unpack();
        cpu.addMaxima(histogram);
    }

    /** Keeps the sums of the points only. Their maxima are lost unless {@link #addMaxima} was called before. */
    void settle() {
        unpack();
        cpu.settle();
        networkIn.settle();
        networkOut.settle();
    }

    /** Whether every part has points of every metric. */
    boolean isComplete() {
        unpack();
        return cpu.parts() == ALL_PARTS && networkIn.parts() == ALL_PARTS && networkOut.parts() == ALL_PARTS;
    }

    /** Code of the mean CPU of the hour as it stands. */
    char mean(HourQuantizer quantizer) {
        unpack();
        int count = cpu.count();
        return count == 0 ? HourQuantizer.ABSENT : quantizer.mean(Point.toPercent(cpu.sum()) / count);
    }

    /** Writes the hour as it stands to an index. */
    void copyTo(InstanceHours hours, int index, HourQuantizer quantizer) {
        unpack();
        int count = cpu.count();
        boolean hasNetwork = networkIn.count() + networkOut.count() > 0;
        hours.set(
                index,
                mean(quantizer),
                count == 0 ? HourQuantizer.ABSENT_MAXIMUM : cpu.maximum(),
                hasNetwork ? quantizer.bytes(networkIn.sum() + networkOut.sum()) : HourQuantizer.ABSENT,
                isSteady(quantizer.steady())
                        ? InstanceHours.partsOfSteady(Integer.bitCount(cpu.parts()))
                        : InstanceHours.parts(
                                Integer.bitCount(cpu.parts()),
                                Math.min(Integer.bitCount(networkIn.parts()), Integer.bitCount(networkOut.parts()))));
    }

    /** Of traffic of which only sums are kept it is not known. */
    private boolean isSteady(HourQuantizer.SteadyTraffic limits) {
        if (!limits.includes(networkIn.sum(), networkOut.sum())
                || networkIn.parts() != ALL_PARTS
                || networkOut.parts() != ALL_PARTS
                || networkIn.hasSettled()
                || networkOut.hasSettled()) {
            return false;
        }
        InstanceParts traffic = new InstanceParts(new Hour(0), 1);
        networkIn.copyTo(traffic, 0, InstanceMetric.NETWORK_IN);
        networkOut.copyTo(traffic, 0, InstanceMetric.NETWORK_OUT);
        return limits.areAlike(IntStream.range(0, traffic.size()).mapToDouble(traffic::networkBytes));
    }

    /** Adds the hour as it stands to parts, from one on; its sums only if points of it have settled. */
    void copyTo(InstanceParts parts, int index, HourQuantizer quantizer) {
        unpack();
        if (cpu.hasSettled() || networkIn.hasSettled() || networkOut.hasSettled()) {
            InstanceHours one = new InstanceHours(new Hour(0), 1);
            copyTo(one, 0, quantizer);
            parts.addHour(index, one);
            return;
        }
        for (InstanceMetric metric : InstanceMetric.values()) {
            series(metric).copyTo(parts, index * InstanceHours.PARTS, metric);
        }
    }

    /** Periods that are the same for all metrics, as they nearly always are, are written once. */
    void write(RowBuffer row) {
        RowBuffer packed = unread;
        if (packed != null) {
            row.putByte(UNIFORM);
            row.putRow(packed);
            return;
        }
        boolean isUniform = cpu.isPackable() && cpu.hasPeriodsOf(networkIn) && cpu.hasPeriodsOf(networkOut);
        row.putByte(isUniform ? UNIFORM : 0);
        if (isUniform) {
            cpu.writePeriods(row);
            cpu.writeValues(row);
            networkIn.writeValues(row);
            networkOut.writeValues(row);
        } else {
            cpu.write(row);
            networkIn.write(row);
            networkOut.write(row);
        }
    }

    static OpenHour read(RowBuffer row) {
        OpenHour hour = new OpenHour();
        if (row.getByte() == UNIFORM) {
            hour.unread = row.getRow(OpenHour::skipUniform);
        } else {
            hour.cpu.read(row);
            hour.networkIn.read(row);
            hour.networkOut.read(row);
        }
        return hour;
    }

    private static void skipUniform(RowBuffer row) {
        int size = row.getByte();
        row.skip(PERIODS_BYTES);
        for (int column = 0; column < COLUMNS; column++) {
            row.skipPacked(size);
        }
    }

    private void unpack() {
        RowBuffer row = unread;
        if (row != null) {
            unread = null;
            int size = row.getByte();
            int minute = row.getByte();
            int minutes = row.getByte();
            float count = row.getFloat();
            cpu.readValues(row, size, minute, minutes, count);
            networkIn.readValues(row, size, minute, minutes, count);
            networkOut.readValues(row, size, minute, minutes, count);
        }
    }

    private Series series(InstanceMetric metric) {
        return switch (metric) {
            case CPU -> cpu;
            case NETWORK_IN -> networkIn;
            case NETWORK_OUT -> networkOut;
        };
    }

    /** The parts that a period touches, a bit each. */
    static int parts(int minute, int minutes) {
        int first = minute / MINUTES_PER_PART;
        int last = Math.min(60, minute + Math.max(1, minutes)) - 1;
        return (2 << (last / MINUTES_PER_PART)) - (1 << first);
    }

    /**
     * A value of a period.
     *
     * @param minute of the hour in which its period starts, 0 to 59
     * @param minutes length of its period, at least 1
     * @param count of the samples that it summarises
     * @param value mean CPU in steps of 2^-17 %, or bytes
     * @param maximum code of the maximum CPU
     */
    record Point(int minute, int minutes, float count, long value, byte maximum) {

        private static final double STEPS_PER_PERCENT = 1 << 17;
        private static final int LARGEST = (1 << 24) - 1;

        /** Of a percentage, rounded down. */
        static long ofPercent(double percent) {
            return (long) Math.min(LARGEST, percent * STEPS_PER_PERCENT);
        }

        static double toPercent(long value) {
            return value / STEPS_PER_PERCENT;
        }

        /** Whether this is a better value of the same period: of more samples, otherwise the larger one. */
        boolean beats(Point other) {
            int order = Float.compare(count, other.count);
            order = order != 0 ? order : Long.compare(value, other.value);
            order = order != 0 ? order : Integer.compare(maximum & 0xff, other.maximum & 0xff);
            order = order != 0 ? order : Integer.compare(minutes, other.minutes);
            return order > 0;
        }
    }

    /** The points of one metric: those that may still be replaced, and sums of the others. */
    private static final class Series {

        private static final int INITIAL = 12;
        private static final long LARGEST_PACKED = (1L << 55) - 1;

        private final boolean isCpu;

        private int settledParts;
        private int settledCount;
        private long settledSum;
        private int settledMaximum;

        private int size;
        private Point[] points = new Point[0];

        Series(boolean isCpu) {
            this.isCpu = isCpu;
        }

        boolean put(Point point) {
            int index = size;
            // Searched from the end, as most points come in order.
            while (index > 0 && points[index - 1].minute() >= point.minute()) {
                index--;
            }
            if (index < size && points[index].minute() == point.minute()) {
                boolean isBetter = point.beats(points[index]);
                if (isBetter) {
                    points[index] = point;
                }
                return isBetter;
            }
            insert(index, point);
            return true;
        }

        private void insert(int index, Point point) {
            if (size == points.length) {
                points = Arrays.copyOf(points, Math.max(INITIAL, 2 * size));
            }
            System.arraycopy(points, index, points, index + 1, size - index);
            points[index] = point;
            size++;
        }

        void settle() {
            settledParts = parts();
            settledSum = sum();
            settledMaximum = maximum() & 0xff;
            settledCount = count();
            size = 0;
        }

        int parts() {
            int parts = settledParts;
            for (int index = 0; index < size; index++) {
                parts |= OpenHour.parts(points[index].minute(), points[index].minutes());
            }
            return parts;
        }

        int count() {
            return settledCount + size;
        }

        long sum() {
            long sum = settledSum;
            for (int index = 0; index < size; index++) {
                sum += points[index].value();
            }
            return sum;
        }

        byte maximum() {
            int maximum = settledMaximum;
            for (int index = 0; index < size; index++) {
                maximum = Math.max(maximum, points[index].maximum() & 0xff);
            }
            return (byte) maximum;
        }

        boolean hasSettled() {
            return settledCount > 0;
        }

        /** Adds each point to the parts that its period touches, bytes in equal shares. */
        void copyTo(InstanceParts target, int first, InstanceMetric metric) {
            for (int index = 0; index < size; index++) {
                Point point = points[index];
                int parts = OpenHour.parts(point.minute(), point.minutes());
                double share = (double) point.value() / Integer.bitCount(parts);
                for (int rest = parts; rest != 0; rest &= rest - 1) {
                    int part = first + Integer.numberOfTrailingZeros(rest);
                    if (isCpu) {
                        target.addCpu(part, Point.toPercent(point.value()), HourQuantizer.toMaximum(point.maximum()));
                    } else {
                        target.addBytes(part, metric, share);
                    }
                }
            }
        }

        /** Parts that have settled are left out: their maxima were added then. */
        void addMaxima(CpuMaximaHistogram histogram) {
            int touched = 0;
            int[] maxima = new int[InstanceHours.PARTS];
            for (int index = 0; index < size; index++) {
                Point point = points[index];
                int parts = OpenHour.parts(point.minute(), point.minutes()) & ~settledParts;
                touched |= parts;
                for (int rest = parts; rest != 0; rest &= rest - 1) {
                    int part = Integer.numberOfTrailingZeros(rest);
                    maxima[part] = Math.max(maxima[part], point.maximum() & 0xff);
                }
            }
            for (int rest = touched; rest != 0; rest &= rest - 1) {
                histogram.add((byte) maxima[Integer.numberOfTrailingZeros(rest)]);
            }
        }

        void write(RowBuffer row) {
            row.putByte(settledCount);
            if (settledCount > 0) {
                row.putChar(settledParts);
                row.putNumber(settledSum);
                if (isCpu) {
                    row.putByte(settledMaximum);
                }
            }
            row.putByte(size);
            for (int index = 0; index < size; index++) {
                Point point = points[index];
                row.putByte(point.minute());
                row.putByte(point.minutes());
                row.putFloat(point.count());
                row.putNumber(point.value());
                if (isCpu) {
                    row.putByte(point.maximum());
                }
            }
        }

        /** Whether nothing has settled, and each point begins where the one before ends, with as many samples. */
        boolean isPackable() {
            for (int index = 0; index < size; index++) {
                Point point = points[index];
                if (point.minute() != points[0].minute() + index * points[0].minutes()
                        || point.minutes() != points[0].minutes()
                        || point.count() != points[0].count()
                        || point.value() > LARGEST_PACKED) {
                    return false;
                }
            }
            return size > 0 && settledCount == 0;
        }

        /** Whether both have the same periods, if this one is packable. */
        boolean hasPeriodsOf(Series other) {
            return other.size == size
                    && other.isPackable()
                    && other.points[0].minute() == points[0].minute()
                    && other.points[0].minutes() == points[0].minutes()
                    && other.points[0].count() == points[0].count();
        }

        void writePeriods(RowBuffer row) {
            row.putByte(size);
            row.putByte(points[0].minute());
            row.putByte(points[0].minutes());
            row.putFloat(points[0].count());
        }

        void writeValues(RowBuffer row) {
            long[] column = new long[size];
            for (int index = 0; index < size; index++) {
                column[index] = points[index].value();
            }
            row.putPacked(column);
            if (isCpu) {
                for (int index = 0; index < size; index++) {
                    column[index] = points[index].maximum() & 0xff;
                }
                row.putPacked(column);
            }
        }

        void read(RowBuffer row) {
            settledCount = row.getByte();
            if (settledCount > 0) {
                settledParts = row.getChar();
                settledSum = row.getNumber();
                settledMaximum = isCpu ? row.getByte() & 0xff : 0;
            }
            size = row.getByte();
            points = new Point[size];
            for (int index = 0; index < size; index++) {
                int minute = row.getByte();
                int minutes = row.getByte();
                points[index] = new Point(minute, minutes, row.getFloat(), row.getNumber(), isCpu ? row.getByte() : 0);
            }
        }

        void readValues(RowBuffer row, int number, int firstMinute, int minutes, float count) {
            size = number;
            long[] values = new long[size];
            row.getPacked(values);
            long[] maxima = new long[size];
            if (isCpu) {
                row.getPacked(maxima);
            }
            points = new Point[size];
            for (int index = 0; index < size; index++) {
                points[index] =
                        new Point(firstMinute + index * minutes, minutes, count, values[index], (byte) maxima[index]);
            }
        }
    }
}
