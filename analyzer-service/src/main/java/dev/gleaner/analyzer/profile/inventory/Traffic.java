package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.ClosedDay;
import dev.gleaner.analyzer.profile.Hour;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by lane and hour. Hours that may change hold each transfer, so that one that is told twice counts once; final ones
 * hold sums, of so many parts at most that a resource with many does not grow for ever.
 */
final class Traffic {

    private final TreeMap<TrafficRoute, TreeMap<Long, ClosedDay<Long>>> days = new TreeMap<>();
    private final TreeMap<Long, OpenTraffic> open = new TreeMap<>();
    private final Map<TrafficRoute, Set<Long>> changedDays = new TreeMap<>();
    private final Set<Long> changedHours = new HashSet<>();
    private final Map<Long, Integer> closedRows = new HashMap<>();
    private @Nullable Set<String> allParts;

    /** Takes transfers of one lane in one hour in. */
    void put(Hour hour, List<Transfer> batch) {
        open.computeIfAbsent(hour.number(), number -> new OpenTraffic()).put(batch);
        changedHours.add(hour.number());
        allParts = null;
    }

    /**
     * Makes the hour final and forgets the days before {@code oldestDay}.
     *
     * @param limit of parts that are kept one by one; of the new ones those with the most bytes come first
     */
    void close(Hour hour, long oldestDay, int limit) {
        OpenTraffic opened = open.remove(hour.number());
        allParts = null;
        if (opened != null) {
            closedRows.put(hour.number(), opened.rows());
            Set<String> kept = admit(opened.sums(), limit);
            opened.sums()
                    .forEach((trafficRoute, bytes) -> add(
                            kept.contains(trafficRoute.part())
                                    ? trafficRoute
                                    : new TrafficRoute(TrafficRoute.OTHER, trafficRoute.region()),
                            hour,
                            bytes));
        }
        if (hour.ofDay() == 0) {
            forgetBefore(oldestDay);
        }
    }

    /** What went along each lane in the last hours up to one; of final hours and of those that may change. */
    Map<TrafficRoute, TrafficVolume> window(Hour last, int hours) {
        Map<TrafficRoute, TrafficVolume> flows = new TreeMap<>();
        Hour from = last.plus(1L - hours);
        days.forEach((trafficRoute, rows) -> {
            TrafficVolume trafficVolume = flow(rows.subMap(from.day(), true, last.day(), true), from, last);
            if (trafficVolume.hours() > 0) {
                flows.put(trafficRoute, trafficVolume);
            }
        });
        open.subMap(from.number(), true, last.number(), true)
                .values()
                .forEach(hour -> hour.sums()
                        .forEach((trafficRoute, bytes) ->
                                flows.merge(trafficRoute, new TrafficVolume(bytes, 1), TrafficVolume::plus)));
        return flows;
    }

    /** The parts of which final hours are kept, without the common one of all others. */
    Set<String> parts() {
        Set<String> parts = new TreeSet<>();
        days.keySet().forEach(trafficRoute -> parts.add(trafficRoute.part()));
        parts.remove(TrafficRoute.OTHER);
        return parts;
    }

    /** The parts of which anything is kept. */
    Set<String> allParts() {
        Set<String> known = allParts;
        if (known == null) {
            Set<String> parts = parts();
            open.values().forEach(hour -> hour.sums().keySet().forEach(trafficRoute -> parts.add(trafficRoute.part())));
            known = Set.copyOf(parts);
            allParts = known;
        }
        return known;
    }

    boolean isEmpty() {
        return days.isEmpty() && open.isEmpty();
    }

    /** Puts a stored row back. */
    void restoreDay(TrafficRoute trafficRoute, long day, byte[] row) {
        days.computeIfAbsent(trafficRoute, key -> new TreeMap<>()).put(day, ClosedDay.decode(BytesForm.INSTANCE, row));
    }

    /** Puts a stored row back. */
    void restoreHour(long hour, byte[] row) {
        open.computeIfAbsent(hour, number -> new OpenTraffic()).restore(row);
    }

    /** Hands out the rows that changed since the last call; null for a row to delete. */
    void drain(DayWriter dayRows, HourWriter hourRows) {
        changedDays.forEach((trafficRoute, numbers) -> numbers.forEach(day -> {
            ClosedDay<Long> row =
                    days.getOrDefault(trafficRoute, new TreeMap<>()).get(day);
            dayRows.write(trafficRoute, day, row == null ? null : row.encode());
        }));
        closedRows.forEach((hour, rows) -> {
            for (int number = 0; number < rows; number++) {
                hourRows.write(hour, number, null);
            }
        });
        changedHours.forEach(hour -> {
            OpenTraffic opened = open.get(hour);
            if (opened != null) {
                opened.drain((number, row) -> hourRows.write(hour, number, row));
            }
        });
        changedHours.clear();
        changedDays.clear();
        closedRows.clear();
    }

    private Set<String> admit(Map<TrafficRoute, Long> sums, int limit) {
        Set<String> kept = parts();
        Map<String, Long> candidates = new TreeMap<>();
        sums.forEach((trafficRoute, bytes) -> candidates.merge(trafficRoute.part(), bytes, Long::sum));
        candidates.keySet().removeAll(kept);
        candidates.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(Math.max(0, limit - kept.size()))
                .forEach(candidate -> kept.add(candidate.getKey()));
        return kept;
    }

    private void add(TrafficRoute trafficRoute, Hour hour, long bytes) {
        ClosedDay<Long> day = days.computeIfAbsent(trafficRoute, key -> new TreeMap<>())
                .computeIfAbsent(hour.day(), key -> new ClosedDay<>(BytesForm.INSTANCE));
        Long before = day.slot(hour.ofDay());
        day.put(hour.ofDay(), before == null ? bytes : before + bytes);
        change(trafficRoute, hour.day());
    }

    private void forgetBefore(long oldestDay) {
        days.forEach((trafficRoute, rows) -> {
            Set<Long> old = Set.copyOf(rows.headMap(oldestDay).keySet());
            rows.keySet().removeAll(old);
            old.forEach(day -> change(trafficRoute, day));
        });
        days.values().removeIf(TreeMap::isEmpty);
    }

    private void change(TrafficRoute trafficRoute, long day) {
        changedDays.computeIfAbsent(trafficRoute, key -> new HashSet<>()).add(day);
    }

    private static TrafficVolume flow(Map<Long, ClosedDay<Long>> rows, Hour from, Hour last) {
        TrafficVolume trafficVolume = TrafficVolume.NONE;
        for (Map.Entry<Long, ClosedDay<Long>> row : rows.entrySet()) {
            long midnight = row.getKey() * Hour.PER_DAY;
            long first = Math.max(from.number(), midnight);
            long end = Math.min(last.number(), midnight + Hour.PER_DAY - 1);
            for (long hour = first; hour <= end; hour++) {
                Long bytes = row.getValue().slot((int) (hour - midnight));
                trafficVolume = bytes == null ? trafficVolume : trafficVolume.plus(new TrafficVolume(bytes, 1));
            }
        }
        return trafficVolume;
    }

    /** Takes rows of one hour. */
    interface RowWriter {
        void write(int number, byte[] row);
    }

    /** Takes rows of days. */
    interface DayWriter {
        void write(TrafficRoute trafficRoute, long day, byte @Nullable [] row);
    }

    /** Takes rows of hours. */
    interface HourWriter {
        void write(long hour, int number, byte @Nullable [] row);
    }
}
