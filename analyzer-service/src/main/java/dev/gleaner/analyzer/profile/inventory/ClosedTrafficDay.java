package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.Hour;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Bytes by route in the final hours of one UTC day. */
final class ClosedTrafficDay {

    private static final int VERSION = 1;
    private static final long NOTHING = -1;

    /** The hours of the day; {@link #NOTHING} for one without a transfer. */
    private final TreeMap<TrafficRoute, long[]> routes = new TreeMap<>();

    /** From a stored row. */
    static ClosedTrafficDay decode(byte[] row) {
        return BinaryRow.decode(row, VERSION, input -> {
            ClosedTrafficDay day = new ClosedTrafficDay();
            while (!input.isAtEnd()) {
                TrafficRoute route = new TrafficRoute(input.readString(), input.readString());
                int present = input.readUInt32();
                for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                    if ((present >>> hour & 1) != 0) {
                        day.add(route, hour, input.readUInt64());
                    }
                }
            }
            return day;
        });
    }

    /** As a row: of each route the hours with transfers, as bits from the first one on, and their bytes. */
    byte[] encode() {
        return BinaryRow.encode(VERSION, row -> {
            for (Map.Entry<TrafficRoute, long[]> route : routes.entrySet()) {
                row.writeStringNoTag(route.getKey().part());
                row.writeStringNoTag(route.getKey().region());
                long[] hours = route.getValue();
                int present = 0;
                for (int hour = 0; hour < Hour.PER_DAY; hour++) {
                    present |= hours[hour] == NOTHING ? 0 : 1 << hour;
                }
                row.writeUInt32NoTag(present);
                for (long bytes : hours) {
                    if (bytes != NOTHING) {
                        row.writeUInt64NoTag(bytes);
                    }
                }
            }
        });
    }

    /** Adds bytes to an hour of the day. */
    void add(TrafficRoute route, int hourOfDay, long bytes) {
        long[] hours = routes.computeIfAbsent(route, key -> {
            long[] none = new long[Hour.PER_DAY];
            Arrays.fill(none, NOTHING);
            return none;
        });
        hours[hourOfDay] = bytes + Math.max(0, hours[hourOfDay]);
    }

    /** The bytes on a route in an hour of the day; -1 without a transfer. */
    long bytes(TrafficRoute route, int hourOfDay) {
        long[] hours = routes.get(route);
        return hours == null ? NOTHING : hours[hourOfDay];
    }

    /** Passes the bytes of the hours of the day with a transfer on a route, from one hour to another, exclusive. */
    void forEachHour(TrafficRoute route, int from, int until, LongConsumer bytes) {
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
        for (TrafficRoute route : routes.keySet()) {
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
    void forEachVolume(@Nullable String part, int from, int until, BiConsumer<TrafficRoute, TrafficVolume> volumes) {
        TrafficRoute.ofPart(routes, part).forEach((route, hours) -> {
            long sum = 0;
            int count = 0;
            for (int hour = from; hour < until; hour++) {
                if (hours[hour] != NOTHING) {
                    sum += hours[hour];
                    count++;
                }
            }
            if (count > 0) {
                volumes.accept(route, new TrafficVolume(sum, count));
            }
        });
    }
}
