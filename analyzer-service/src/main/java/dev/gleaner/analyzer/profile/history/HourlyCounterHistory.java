package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by route and hour. Hours that may change can tell a transfer that is reported twice; final ones have sums, of so many
 * parts at most that a resource with many does not grow without limit.
 *
 * <p>Rows have a name that is unique in the resource, and begins with a letter: an open hour has one for its routes and, with
 * many transfers, further ones; a day has one for all its final hours, and one for the resources with the most bytes.
 */
public final class HourlyCounterHistory implements History {

    /** Begin names of rows. Never changed. */
    private static final char OPEN = 'o';

    private static final char DAY = 'd';

    /** Ends the hour in the name of a row. */
    private static final char END = '\n';

    /** Ends the name of the row of a day that has its talkers. */
    private static final String TALKERS = END + "t";

    /** Resources on a route that are kept of a day. */
    private static final int TALKERS_PER_DAY = 20;

    private final int limit;
    private final @Nullable DailyUseHistory useDays;
    private final TreeMap<Long, ClosedCounterDay> days = new TreeMap<>();
    private final TreeMap<Long, Map<CounterKey, TalkerSketch>> talkersOfDays = new TreeMap<>();
    private final TreeMap<Long, OpenCounterHour> open = new TreeMap<>();
    private final Set<Long> changedDays = new HashSet<>();
    private final Set<Long> changedTalkers = new HashSet<>();
    private final Set<Long> changedHours = new HashSet<>();
    private final Set<String> obsoleteRows = new HashSet<>();
    private @Nullable Set<String> allParts;
    private int repeated;

    /**
     * Counters by the hour.
     *
     * @param limit of parts that are kept one by one; of new ones those with the most bytes come first
     */
    public HourlyCounterHistory(int limit) {
        this.limit = limit;
        this.useDays = null;
    }

    /** Counters by the hour, and for longer how much the resource was used on each day. */
    public HourlyCounterHistory(int limit, DayUse use) {
        this.limit = limit;
        this.useDays = new DailyUseHistory(use);
    }

    /** Adds transfers on one route in one hour. */
    public void put(Hour hour, List<CounterSample> batch) {
        repeated += open.computeIfAbsent(hour.number(), number -> new OpenCounterHour())
                .put(batch);
        changedHours.add(hour.number());
        allParts = null;
    }

    /**
     * Adds a transfer with the bytes of the resources that had a part in it. The latter count only if the transfer was not
     * known before, whatever a repeated report states.
     */
    public void put(Hour hour, CounterSample transfer, Map<String, Long> talkers) {
        int before = repeated;
        put(hour, List.of(transfer));
        OpenCounterHour opened = open.get(hour.number());
        if (repeated == before && opened != null && !talkers.isEmpty()) {
            opened.addTalkers(transfer.key(), talkers);
        }
    }

    /** The different transfers of an hour that is not final, by part. */
    public Map<String, Long> transfers(Hour hour) {
        Map<String, Long> counts = new TreeMap<>();
        OpenCounterHour opened = open.get(hour.number());
        if (opened != null) {
            opened.sums().forEach((route, sum) -> counts.merge(route.part(), sum.transfers(), Long::sum));
        }
        return counts;
    }

    @Override
    public int takeRepeated() {
        int taken = repeated;
        repeated = 0;
        return taken;
    }

    @Override
    public void close(Hour hour, int daysKept) {
        closeHour(hour, hour.day() - daysKept + 1);
        if (useDays != null) {
            useDays.close(this, hour, daysKept);
        }
    }

    private void closeHour(Hour hour, long oldestDay) {
        OpenCounterHour opened = open.remove(hour.number());
        allParts = null;
        if (opened != null) {
            opened.stored().forEach(name -> obsoleteRows.add(openName(hour.number(), name)));
            Set<String> kept = admit(opened);
            ClosedCounterDay day = days.computeIfAbsent(hour.day(), key -> new ClosedCounterDay());
            opened.sums()
                    .forEach((route, sum) -> day.add(
                            kept.contains(route.part()) ? route : new CounterKey(CounterKey.OTHER, route.region()),
                            hour.ofDay(),
                            sum.bytes()));
            changedDays.add(hour.day());
            opened.talkers().forEach((route, sketch) -> keepTalkers(hour.day(), route, sketch));
        }
        if (hour.ofDay() == 0) {
            Map<Long, ClosedCounterDay> old = days.headMap(oldestDay);
            changedDays.addAll(old.keySet());
            old.clear();
            Map<Long, Map<CounterKey, TalkerSketch>> oldTalkers = talkersOfDays.headMap(oldestDay);
            changedTalkers.addAll(oldTalkers.keySet());
            oldTalkers.clear();
        }
    }

    /**
     * What went on each route in the last hours up to one; in final hours and in those that may change.
     *
     * @param part to which the routes are limited; null for all
     */
    public Map<CounterKey, CounterSum> window(Hour last, int hours, @Nullable String part) {
        Map<CounterKey, CounterSum> volumes = new TreeMap<>();
        Hour from = last.plus(1L - hours);
        days.subMap(from.day(), true, last.day(), true).forEach((day, closed) -> {
            long midnight = day * Hour.PER_DAY;
            int first = (int) Math.max(0, from.number() - midnight);
            int end = (int) Math.min(Hour.PER_DAY, last.number() + 1 - midnight);
            closed.forEachVolume(part, first, end, (route, volume) -> volumes.merge(route, volume, CounterSum::plus));
        });
        open.subMap(from.number(), true, last.number(), true)
                .values()
                .forEach(hour -> CounterKey.ofPart(hour.sums(), part)
                        .forEach((route, sum) ->
                                volumes.merge(route, new CounterSum(sum.bytes(), 1), CounterSum::plus)));
        return volumes;
    }

    /** The bytes of each of the last hours up to one with a transfer on a route, ascending; in final hours and in those that may change. */
    public long[] sortedHours(Hour last, int hours, CounterKey route) {
        LongStream.Builder values = LongStream.builder();
        Hour from = last.plus(1L - hours);
        days.subMap(from.day(), true, last.day(), true).forEach((day, closed) -> {
            long midnight = day * Hour.PER_DAY;
            int first = (int) Math.max(0, from.number() - midnight);
            int end = (int) Math.min(Hour.PER_DAY, last.number() + 1 - midnight);
            closed.forEachHour(route, first, end, values);
        });
        open.subMap(from.number(), true, last.number(), true).values().stream()
                .map(hour -> hour.sums().get(route))
                .filter(Objects::nonNull)
                .forEach(sum -> values.add(sum.bytes()));
        return values.build().sorted().toArray();
    }

    /** The bytes on a route in each of the last hours up to one, ascending by time; -1 for an hour without a transfer. */
    public long[] hourly(Hour last, int hours, CounterKey route) {
        long[] values = new long[hours];
        for (int i = 0; i < hours; i++) {
            Hour hour = last.plus(i + 1L - hours);
            OpenCounterHour opened = open.get(hour.number());
            ClosedCounterDay closed = days.get(hour.day());
            OpenCounterHour.RouteSum sum = opened == null ? null : opened.sums().get(route);
            values[i] = sum != null ? sum.bytes() : closed == null ? -1 : closed.bytes(route, hour.ofDay());
        }
        return values;
    }

    /**
     * At least these bytes by resource went to a class of ends in the last hours up to one; days that lie only partly in them
     * are left out.
     */
    public Map<String, Long> talkers(Hour last, int hours, String region) {
        Hour from = last.plus(1L - hours);
        long firstDay = from.ofDay() == 0 ? from.day() : from.day() + 1;
        Map<String, Long> bytes = new TreeMap<>();
        talkersOfDays
                .subMap(firstDay, true, Math.max(firstDay, last.day()), true)
                .values()
                .forEach(routes -> addTalkers(routes, region, bytes));
        open.subMap(from.number(), true, last.number(), true)
                .values()
                .forEach(hour -> addTalkers(hour.talkers(), region, bytes));
        return bytes;
    }

    private static void addTalkers(Map<CounterKey, TalkerSketch> routes, String region, Map<String, Long> bytes) {
        routes.forEach((route, sketch) -> {
            if (route.region().equals(region)) {
                sketch.bytes().forEach((resource, count) -> bytes.merge(resource, count, Long::sum));
            }
        });
    }

    private void keepTalkers(long day, CounterKey route, TalkerSketch ofHour) {
        talkersOfDays
                .computeIfAbsent(day, key -> new TreeMap<>())
                .computeIfAbsent(route, key -> new TalkerSketch(TALKERS_PER_DAY))
                .add(ofHour.bytes());
        changedTalkers.add(day);
    }

    /** The parts of which final hours are kept, without the common one of all others. */
    public Set<String> finalParts() {
        Set<String> parts = new TreeSet<>();
        days.values().forEach(day -> day.addParts(parts));
        parts.remove(CounterKey.OTHER);
        return parts;
    }

    @Override
    public Set<String> parts() {
        Set<String> known = allParts;
        if (known == null) {
            Set<String> parts = finalParts();
            open.values().forEach(hour -> hour.sums().keySet().forEach(route -> parts.add(route.part())));
            known = Set.copyOf(parts);
            allParts = known;
        }
        return known;
    }

    /**
     * On which of the last days up to an hour it was used, the day of the hour included.
     *
     * @param least amount from which a day was one of use
     */
    public DaysAtWork daysUsed(Hour hour, double least) {
        return Objects.requireNonNull(useDays, "days of use are kept").upTo(this, hour, least);
    }

    @Override
    public Map<CounterKey, CounterSum> counted(Hour last, int hours) {
        return window(last, hours, null);
    }

    @Override
    public boolean isEmpty() {
        return days.isEmpty() && open.isEmpty();
    }

    @Override
    public void load(HistoryRows rows) {
        rows.days().scan(DAY, this::restore);
        if (useDays != null) {
            useDays.load(rows.days());
        }
        rows.hours().scan(OPEN, this::restore);
    }

    @Override
    public void save(HistoryRows rows) {
        drain(rows.days()::put, rows.hours()::put);
        if (useDays != null) {
            useDays.save(rows.days());
        }
    }

    @Override
    public void delete(HistoryRows rows) {
        if (useDays != null) {
            useDays.delete(rows.days());
        }
    }

    /** Puts back the row of a day or of an open hour. */
    void restore(String name, byte[] row) {
        if (name.charAt(0) == DAY && name.endsWith(TALKERS)) {
            talkersOfDays.put(
                    Long.parseLong(name.substring(1, name.indexOf(END))), TalkerSketch.decode(row, TALKERS_PER_DAY));
        } else if (name.charAt(0) == DAY) {
            days.put(Long.parseLong(name.substring(1)), ClosedCounterDay.decode(row));
        } else {
            int end = name.indexOf(END);
            open.computeIfAbsent(Long.parseLong(name.substring(1, end)), hour -> new OpenCounterHour())
                    .restore(name.substring(end + 1), row);
        }
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter dayRows, RowWriter hourRows) {
        changedDays.forEach(number -> {
            ClosedCounterDay day = days.get(number);
            dayRows.write(DAY + Long.toString(number), day == null ? null : day.encode());
        });
        changedTalkers.forEach(number -> {
            Map<CounterKey, TalkerSketch> routes = talkersOfDays.get(number);
            dayRows.write(DAY + Long.toString(number) + TALKERS, routes == null ? null : TalkerSketch.encode(routes));
        });
        obsoleteRows.forEach(name -> hourRows.write(name, null));
        changedHours.forEach(number -> {
            OpenCounterHour hour = open.get(number);
            if (hour != null) {
                hour.drain((name, row) -> hourRows.write(openName(number, name), row));
            }
        });
        changedDays.clear();
        changedTalkers.clear();
        obsoleteRows.clear();
        changedHours.clear();
    }

    /** The parts of an hour to keep: known ones, and as many new ones as fit. */
    private Set<String> admit(OpenCounterHour opened) {
        Set<String> kept = finalParts();
        Map<String, Long> candidates = new TreeMap<>();
        opened.sums().forEach((route, sum) -> candidates.merge(route.part(), sum.bytes(), Long::sum));
        LargestCounts.addWhatFits(kept, candidates, limit);
        return kept;
    }

    private static String openName(long hour, String name) {
        return OPEN + Long.toString(hour) + END + name;
    }

    /** How much a resource was used on a day. */
    public interface DayUse {

        /** By the last hours up to the end of the day, or of its part that has passed; empty if nothing is known of them. */
        OptionalLong of(HourlyCounterHistory counters, Hour last, int hours);
    }
}
