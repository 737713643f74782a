package dev.gleaner.analyzer.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One metric, or one card, of one resource: final hours in day rows, younger ones open.
 *
 * @param <P> what comes in
 * @param <S> what is kept of an hour
 */
public final class Series<P, S> {

    private final HourForm<P, S> form;
    private final Map<Long, ClosedDay<S>> days = new HashMap<>();
    private final NavigableMap<Long, HourRow<P, S>> open = new TreeMap<>();
    private final Set<Long> changedDays = new HashSet<>();
    private final Set<Long> changedHours = new HashSet<>();

    public Series(HourForm<P, S> form) {
        this.form = form;
    }

    /** What it did in that many hours from one on; null where nothing came. */
    public List<@Nullable S> read(Hour from, int hours) {
        List<@Nullable S> slots = new ArrayList<>(hours);
        for (Hour hour = from; slots.size() < hours; hour = from.plus(slots.size())) {
            int rest = Math.min(Hour.PER_DAY - hour.ofDay(), hours - slots.size());
            ClosedDay<S> day = days.get(hour.day());
            slots.addAll(day == null ? Collections.nCopies(rest, null) : day.slots(hour.ofDay(), hour.ofDay() + rest));
        }
        open.subMap(from.number(), from.number() + hours).forEach((number, row) -> {
            int place = (int) (number - from.number());
            if (slots.get(place) == null) {
                slots.set(place, row.slot());
            }
        });
        return slots;
    }

    public void put(Hour hour, P point) {
        if (open.computeIfAbsent(hour.number(), number -> form.openHour()).put(point)) {
            changedHours.add(hour.number());
        }
    }

    /** Makes the hours up to one final and forgets the days before {@code oldestDay}. */
    public void close(Hour through, long oldestDay) {
        NavigableMap<Long, HourRow<P, S>> closing = open.headMap(through.number(), true);
        closing.forEach((number, opened) -> {
            Hour hour = new Hour(number);
            days.computeIfAbsent(hour.day(), day -> new ClosedDay<>(form)).put(hour.ofDay(), opened.slot());
            changedHours.add(number);
            changedDays.add(hour.day());
        });
        closing.clear();
        forgetBefore(oldestDay);
    }

    /** Whether anything came in an hour that is kept, up to and with this one: what came early does not count. */
    public boolean reaches(Hour hour) {
        return !days.isEmpty() || open.floorKey(hour.number()) != null;
    }

    public boolean isEmpty() {
        return days.isEmpty() && open.isEmpty();
    }

    /** Puts a stored row back. */
    public void restoreDay(long day, byte[] row) {
        days.put(day, ClosedDay.decode(form, row));
    }

    /** Puts a stored row back. */
    public void restoreHour(long hour, byte[] row) {
        open.put(hour, form.decodeHour(row));
    }

    /** Hands out the rows that changed since the last call; null for a row to delete. */
    public void drain(RowWriter dayRows, RowWriter hourRows) {
        changedDays.forEach(day -> {
            ClosedDay<S> row = days.get(day);
            dayRows.write(day, row == null ? null : row.encode());
        });
        changedHours.forEach(hour -> {
            HourRow<P, S> row = open.get(hour);
            hourRows.write(hour, row == null ? null : row.encode());
        });
        changedDays.clear();
        changedHours.clear();
    }

    private void forgetBefore(long oldestDay) {
        List<Long> old = days.keySet().stream().filter(day -> day < oldestDay).toList();
        days.keySet().removeAll(old);
        changedDays.addAll(old);
    }

    /** Takes rows that changed. */
    public interface RowWriter {
        void write(long number, byte @Nullable [] row);
    }
}
