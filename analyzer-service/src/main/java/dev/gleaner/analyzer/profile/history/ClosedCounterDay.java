package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Bytes by route in the final hours of one UTC day. */
final class ClosedCounterDay {

    private static final int VERSION = 2;

    /** Each route has its texts and hours as they are. */
    private static final int WITHOUT_COMMON_TEXTS = 1;

    private static final long NOTHING = -1;

    /** The hours of the day; {@link #NOTHING} for one without a transfer. */
    private final TreeMap<CounterKey, long[]> routes = new TreeMap<>();

    /** From a stored row. */
    static ClosedCounterDay decode(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        ClosedCounterDay day = new ClosedCounterDay();
        if (version == VERSION) {
            day.read(row);
        } else if (version == WITHOUT_COMMON_TEXTS) {
            day.readWithoutCommonTexts(row);
        } else {
            throw RowBuffer.unknownFormat("the traffic of a day has", version);
        }
        return day;
    }

    /**
     * As a row: of each route the hours with transfers, as bits from the first one on that are 1 if they differ from those of the
     * route before, and their bytes.
     */
    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(128 * routes.size() + 16);
        row.putByte(VERSION);
        row.putNumber(routes.size());
        CounterKey.Sequence sequence = new CounterKey.Sequence();
        int before = 0;
        for (Map.Entry<CounterKey, long[]> route : routes.entrySet()) {
            sequence.put(row, route.getKey());
            long[] hours = route.getValue();
            int present = 0;
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                present |= hours[hour] == NOTHING ? 0 : 1 << hour;
            }
            row.putNumber(present ^ before);
            row.putNumbers(present(hours, Integer.bitCount(present)));
            before = present;
        }
        return row.toBytes();
    }

    private void read(RowBuffer row) {
        CounterKey.Sequence sequence = new CounterKey.Sequence();
        int present = 0;
        for (long left = row.getNumber(); left > 0; left--) {
            CounterKey route = sequence.get(row);
            present ^= (int) row.getNumber();
            long[] bytes = row.getNumbers(Integer.bitCount(present));
            int next = 0;
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                if ((present >>> hour & 1) != 0) {
                    add(route, hour, bytes[next++]);
                }
            }
        }
    }

    private void readWithoutCommonTexts(RowBuffer row) {
        while (!row.isAtEnd()) {
            CounterKey route = new CounterKey(row.getText(), row.getText());
            int present = (int) row.getNumber();
            for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                if ((present >>> hour & 1) != 0) {
                    add(route, hour, row.getNumber());
                }
            }
        }
    }

    private static long[] present(long[] hours, int count) {
        long[] present = new long[count];
        int next = 0;
        for (long bytes : hours) {
            if (bytes != NOTHING) {
                present[next++] = bytes;
            }
        }
        return present;
    }

    /** Adds bytes to an hour of the day. */
    void add(CounterKey route, int hourOfDay, long bytes) {
        long[] hours = routes.computeIfAbsent(route, key -> {
            long[] none = new long[Hour.PER_DAY];
            Arrays.fill(none, NOTHING);
            return none;
        });
        hours[hourOfDay] = bytes + Math.max(0, hours[hourOfDay]);
    }

    /** The bytes on a route in an hour of the day; -1 without a transfer. */
    long bytes(CounterKey route, int hourOfDay) {
        long[] hours = routes.get(route);
        return hours == null ? NOTHING : hours[hourOfDay];
    }

    /** Passes the bytes of the hours of the day with a transfer on a route, from one hour to another, exclusive. */
    void forEachHour(CounterKey route, int from, int until, LongConsumer bytes) {
        long[] hours = routes.get(route);
        for (int hour = from; hours != null && hour < until; hour++) {
            if (hours[hour] != NOTHING) {
                bytes.accept(hours[hour]);
            }
        }
    }

    /** Adds the names of the parts with transfers. */
    void addParts(Set<String> parts) {
        String last = null;
        for (CounterKey route : routes.keySet()) {
            if (!route.part().equals(last)) {
                last = route.part();
                parts.add(last);
            }
        }
    }

    /**
     * Passes what went on each route from one hour of the day to another, exclusive, if anything did.
     *
     * @param part to which the routes are limited; null for all
     */
    void forEachVolume(@Nullable String part, int from, int until, BiConsumer<CounterKey, CounterSum> volumes) {
        CounterKey.ofPart(routes, part).forEach((route, hours) -> {
            long sum = 0;
            int count = 0;
            for (int hour = from; hour < until; hour++) {
                if (hours[hour] != NOTHING) {
                    sum += hours[hour];
                    count++;
                }
            }
            if (count > 0) {
                volumes.accept(route, new CounterSum(sum, count));
            }
        });
    }
}
