package dev.gleaner.analyzer.profile.volume;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.contracts.signal.proto.Metric;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * I/O operations and bytes of a volume. An hour that may change has a value for each minute and metric; of several values of a
 * minute the largest counts, so that neither order nor repetition matters. A day of final hours has a histogram of the operations
 * and one of the bytes, so that its size does not grow with the number of signals.
 *
 * <p>Rows have a name that is unique in the resource: a letter and the number of the hour or day.
 */
public final class VolumeIoHistory implements History {

    /** Begin names of rows. Never changed. */
    private static final char OPEN = 'u';

    private static final char DAY = 'v';

    private static final int VERSION = 1;
    private static final int MINUTES_PER_HOUR = 60;

    private final TreeMap<Long, OpenHour> open = new TreeMap<>();
    private final TreeMap<Long, Use> days = new TreeMap<>();
    private final Set<Long> changedHours = new HashSet<>();
    private final Set<Long> changedDays = new HashSet<>();

    /** Adds the values of a metric in an hour. */
    public void put(Hour hour, VolumeMetric name, Metric metric) {
        OpenHour opened = open.computeIfAbsent(hour.number(), number -> new OpenHour());
        if (opened.put(hour, name, metric)) {
            changedHours.add(hour.number());
        }
    }

    @Override
    public void close(Hour hour, int daysKept) {
        OpenHour closed = open.remove(hour.number());
        if (closed != null) {
            closed.addTo(days.computeIfAbsent(hour.day(), day -> Use.none()));
            changedHours.add(hour.number());
            changedDays.add(hour.day());
        }
        if (hour.ofDay() == 0) {
            Map<Long, Use> old = days.headMap(hour.day() - daysKept + 1);
            changedDays.addAll(old.keySet());
            old.clear();
        }
    }

    /**
     * The use in some days up to the end of an hour.
     *
     * @param daysBack number of days; that of the hour is the last of them
     */
    public VolumeIo window(Hour last, int daysBack) {
        Use sum = Use.none();
        long first = last.day() - daysBack + 1;
        days.subMap(first, true, last.day(), true).values().forEach(sum::add);
        open.subMap(first * Hour.PER_DAY, true, last.number(), true).values().forEach(hour -> hour.addTo(sum));
        int minutes = ((daysBack - 1) * Hour.PER_DAY + last.ofDay() + 1) * MINUTES_PER_HOUR;
        return new VolumeIo(sum.operations(), sum.bytes(), minutes);
    }

    @Override
    public boolean isEmpty() {
        return open.isEmpty() && days.isEmpty();
    }

    @Override
    public void load(HistoryRows rows) {
        rows.days().scan(DAY, this::restore);
        rows.hours().scan(OPEN, this::restore);
    }

    @Override
    public void save(HistoryRows rows) {
        drain(rows.days()::put, rows.hours()::put);
    }

    /** Puts back the row of a day or of an open hour. */
    private void restore(String name, byte[] row) {
        long number = Long.parseLong(name.substring(1));
        if (name.charAt(0) == DAY) {
            days.put(
                    number,
                    BinaryRow.decode(
                            row, VERSION, input -> new Use(RateHistogram.read(input), RateHistogram.read(input))));
        } else {
            open.put(number, OpenHour.decode(row));
        }
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    private void drain(RowWriter dayRows, RowWriter hourRows) {
        changedDays.forEach(number -> {
            Use day = days.get(number);
            dayRows.write(
                    DAY + Long.toString(number),
                    day == null
                            ? null
                            : BinaryRow.encode(VERSION, row -> {
                                day.operations().write(row);
                                day.bytes().write(row);
                            }));
        });
        changedHours.forEach(number -> {
            OpenHour hour = open.get(number);
            hourRows.write(OPEN + Long.toString(number), hour == null ? null : hour.encode());
        });
        changedDays.clear();
        changedHours.clear();
    }

    /**
     * Minutes by their use.
     *
     * @param operations reads and writes a minute
     * @param bytes read and written a minute
     */
    private record Use(RateHistogram operations, RateHistogram bytes) {

        static Use none() {
            return new Use(new RateHistogram(), new RateHistogram());
        }

        void add(Use other) {
            operations.add(other.operations);
            bytes.add(other.bytes);
        }
    }

    /** The values of an hour that may change. */
    private static final class OpenHour {

        private static final long MINUTE_MILLIS = Hour.MILLIS / MINUTES_PER_HOUR;
        private static final int SECONDS_PER_MINUTE = 60;
        private static final long ABSENT = -1;

        /** A minute: by metric, in the order of {@link VolumeMetric}. */
        private final long[][] values = new long[VolumeMetric.values().length][MINUTES_PER_HOUR];

        OpenHour() {
            for (long[] ofMetric : values) {
                Arrays.fill(ofMetric, ABSENT);
            }
        }

        /** A period longer than a minute counts as steady; returns whether anything changed. */
        boolean put(Hour hour, VolumeMetric name, Metric metric) {
            long[] minutes = values[name.place];
            boolean isNew = false;
            for (int point = 0; point < metric.getIndexCount(); point++) {
                long period = metric.getPeriod() * 1000L;
                long from = metric.getStart() + metric.getIndex(point) * period - hour.startMillis();
                long rate = (long) Math.ceil(metric.getSum(point) * SECONDS_PER_MINUTE / metric.getPeriod());
                int first = (int) Math.max(0, Math.floorDiv(from, MINUTE_MILLIS));
                long end = Math.min(MINUTES_PER_HOUR, Math.floorDiv(from + period + MINUTE_MILLIS - 1, MINUTE_MILLIS));
                for (int minute = first; minute < end; minute++) {
                    isNew |= rate > minutes[minute];
                    minutes[minute] = Math.max(minutes[minute], rate);
                }
            }
            return isNew;
        }

        /** A minute counts only if both reads and writes are known: absent is not zero. */
        void addTo(Use use) {
            add(use.operations(), VolumeMetric.READ_OPERATIONS, VolumeMetric.WRITE_OPERATIONS);
            add(use.bytes(), VolumeMetric.READ_BYTES, VolumeMetric.WRITE_BYTES);
        }

        private void add(RateHistogram histogram, VolumeMetric reads, VolumeMetric writes) {
            for (int minute = 0; minute < MINUTES_PER_HOUR; minute++) {
                long read = values[reads.place][minute];
                long written = values[writes.place][minute];
                if (read != ABSENT && written != ABSENT) {
                    histogram.add(read + written);
                }
            }
        }

        byte[] encode() {
            return BinaryRow.encode(VERSION, row -> {
                for (long[] ofMetric : values) {
                    for (long value : ofMetric) {
                        row.writeUInt64NoTag(value - ABSENT);
                    }
                }
            });
        }

        static OpenHour decode(byte[] stored) {
            return BinaryRow.decode(stored, VERSION, row -> {
                OpenHour hour = new OpenHour();
                for (long[] ofMetric : hour.values) {
                    for (int minute = 0; minute < MINUTES_PER_HOUR; minute++) {
                        ofMetric[minute] = row.readUInt64() + ABSENT;
                    }
                }
                return hour;
            });
        }
    }

    /** The metrics of a volume that are kept, in the order in which they are stored. */
    public enum VolumeMetric {
        READ_OPERATIONS(0, "AWS/EBS VolumeReadOps"),
        WRITE_OPERATIONS(1, "AWS/EBS VolumeWriteOps"),
        READ_BYTES(2, "AWS/EBS VolumeReadBytes"),
        WRITE_BYTES(3, "AWS/EBS VolumeWriteBytes");

        /** Its place in stored rows. Never changed. */
        private final int place;

        private final String signalName;

        VolumeMetric(int place, String signalName) {
            this.place = place;
            this.signalName = signalName;
        }

        /** The metric of a name in signals; null for another one. */
        public static @Nullable VolumeMetric named(String signalName) {
            for (VolumeMetric metric : values()) {
                if (metric.signalName.equals(signalName)) {
                    return metric;
                }
            }
            return null;
        }
    }
}
