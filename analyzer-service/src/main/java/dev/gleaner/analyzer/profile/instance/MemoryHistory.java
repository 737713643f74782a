package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The greatest use of the memory of an instance in each hour of the last 14 days, as the CloudWatch agent reports it. A value counts in steps
 * of half a percent, rounded up. Of a day that is final only the greatest hours are kept, which are all that the percentile of the window
 * can be, and how many there are. The greatest value of an hour is the same in whatever order, and however often, its points come.
 */
final class MemoryHistory {

    private static final byte VERSION = 1;
    private static final int STEPS_PER_PERCENT = 2;
    private static final int MOST_PERCENT = 100;
    private static final byte ABSENT = (byte) 0xff;

    /** Hours of a final day that are kept: the 99th percentile of 336 hours is the fourth greatest. */
    private static final int GREATEST = 4;

    /** Hours of a day with values from which on the memory of that day is known. */
    private static final int HOURS_OF_KNOWN_DAY = 20;

    private final Supplier<byte @Nullable []> stored;

    /** By number since 1970; null until they are used. */
    private @Nullable NavigableMap<Long, Day> days;

    private @Nullable Hour closed;
    private boolean hasAny;
    private boolean changed;

    /**
     * As it was stored.
     *
     * @param hasAny whether any value came
     * @param stored reads the row
     */
    MemoryHistory(boolean hasAny, Supplier<byte @Nullable []> stored) {
        this.hasAny = hasAny;
        this.stored = stored;
    }

    /** Whether no value ever came. */
    boolean isEmpty() {
        return !hasAny;
    }

    /** Adds a value of an hour that is not final, percent. */
    void put(Hour hour, double percent) {
        Day day = days().computeIfAbsent(hour.day(), number -> Day.open());
        changed |= day.put(hour.ofDay(), (int) Math.ceil(Math.min(MOST_PERCENT, percent) * STEPS_PER_PERCENT));
        hasAny = true;
    }

    /** Makes the hours up to one final. Nothing is read for that: it shows with the next value. */
    void close(Hour hour) {
        closed = hour;
        if (days != null) {
            compact(days);
        }
    }

    /** The last 14 days that have ended at the end of an hour. */
    InstanceMemory read(Hour last) {
        if (!hasAny) {
            return InstanceMemory.UNKNOWN;
        }
        long end = last.plus(1).day();
        int known = 0;
        int hours = 0;
        List<Integer> greatest = new ArrayList<>();
        for (Day day : days().subMap(end - InstanceDays.DAYS_OF_MAXIMA, end).values()) {
            hours += day.hours();
            known += day.hours() >= HOURS_OF_KNOWN_DAY ? 1 : 0;
            day.addTo(greatest);
        }
        if (hours == 0) {
            return InstanceMemory.UNKNOWN;
        }
        greatest.sort(Collections.reverseOrder());
        // Nearest rank, from the end.
        return new InstanceMemory(known, hours, greatest.get(hours / 100) / (double) STEPS_PER_PERCENT);
    }

    /** The row if it changed since the last call; otherwise null. */
    byte @Nullable [] takeChanged() {
        NavigableMap<Long, Day> known = days;
        if (!changed || known == null) {
            return null;
        }
        changed = false;
        RowBuffer row = RowBuffer.ofSize(2 + known.size() * (Integer.BYTES + 1 + Hour.PER_DAY));
        row.putByte(VERSION);
        row.putByte(known.size());
        for (Map.Entry<Long, Day> day : known.entrySet()) {
            row.putInt((int) (long) day.getKey());
            day.getValue().write(row);
        }
        return row.toBytes();
    }

    private NavigableMap<Long, Day> days() {
        NavigableMap<Long, Day> known = days;
        if (known == null) {
            known = new TreeMap<>();
            byte[] row = hasAny ? stored.get() : null;
            if (row != null) {
                read(RowBuffer.of(row), known);
            }
            compact(known);
            days = known;
        }
        return known;
    }

    private static void read(RowBuffer row, NavigableMap<Long, Day> days) {
        byte version = row.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the memory of an instance has", version);
        }
        int count = row.getByte();
        for (int index = 0; index < count; index++) {
            days.put((long) row.getInt(), Day.read(row));
        }
    }

    private void compact(NavigableMap<Long, Day> known) {
        if (closed != null) {
            long end = closed.plus(1).day();
            known.headMap(end - InstanceDays.DAYS_OF_MAXIMA).clear();
            known.headMap(end).replaceAll((number, day) -> day.compacted());
        }
    }

    /** The hours of a day: each of them as long as one may change, then the greatest ones and their number. */
    private static final class Day {

        private static final int OPEN = 0xff;

        /** With values; {@link #OPEN} as long as each hour is kept. */
        private final int count;

        /** Of each hour its greatest value, or absent; of a final day the greatest of these, descending. */
        private final byte[] codes;

        private Day(int count, byte[] codes) {
            this.count = count;
            this.codes = codes;
        }

        static Day open() {
            byte[] none = new byte[Hour.PER_DAY];
            Arrays.fill(none, ABSENT);
            return new Day(OPEN, none);
        }

        static Day read(RowBuffer row) {
            int count = Byte.toUnsignedInt(row.getByte());
            byte[] codes = new byte[count == OPEN ? Hour.PER_DAY : Math.min(count, GREATEST)];
            for (int index = 0; index < codes.length; index++) {
                codes[index] = row.getByte();
            }
            return new Day(count, codes);
        }

        void write(RowBuffer row) {
            row.putByte(count);
            for (byte code : codes) {
                row.putByte(code);
            }
        }

        /** Whether the hour had a lower value, or none. */
        boolean put(int hour, int code) {
            boolean isGreater = codes[hour] == ABSENT || Byte.toUnsignedInt(codes[hour]) < code;
            if (isGreater) {
                codes[hour] = (byte) code;
            }
            return isGreater;
        }

        int hours() {
            return count == OPEN ? values().size() : count;
        }

        void addTo(List<Integer> all) {
            all.addAll(values());
        }

        Day compacted() {
            if (count != OPEN) {
                return this;
            }
            List<Integer> sorted = values();
            sorted.sort(Collections.reverseOrder());
            byte[] greatest = new byte[Math.min(sorted.size(), GREATEST)];
            for (int index = 0; index < greatest.length; index++) {
                greatest[index] = sorted.get(index).byteValue();
            }
            return new Day(sorted.size(), greatest);
        }

        private List<Integer> values() {
            List<Integer> values = new ArrayList<>();
            for (byte code : codes) {
                if (code != ABSENT) {
                    values.add(Byte.toUnsignedInt(code));
                }
            }
            return values;
        }
    }
}
