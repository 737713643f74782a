package dev.gleaner.analyzer.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One metric, or one card, of one resource: final hours in day rows, younger ones open.
 *
 * @param <P> what comes in
 * @param <S> what is kept of an hour
 */
final class Series<P, S> {

    private final HourForm<P, S> form;
    private final Map<Long, ClosedDay<S>> days = new HashMap<>();
    private final Map<Long, HourRow<P, S>> open = new HashMap<>();
    private final Set<Long> changedDays = new HashSet<>();
    private final Set<Long> changedHours = new HashSet<>();

    Series(HourForm<P, S> form) {
        this.form = form;
    }

    /** What it did in that many hours from one on; null where nothing came. */
    List<@Nullable S> read(Hour from, int hours) {
        List<@Nullable S> slots = new ArrayList<>(hours);
        ClosedDay<S> day = days.get(from.day());
        for (int place = 0; place < hours; place++) {
            Hour hour = from.plus(place);
            if (hour.ofDay() == 0) {
                day = days.get(hour.day());
            }
            S closed = day == null ? null : day.slot(hour.ofDay());
            slots.add(closed != null ? closed : openSlot(hour));
        }
        return slots;
    }

    void put(Hour hour, P point) {
        if (open.computeIfAbsent(hour.number(), number -> form.openHour()).put(point)) {
            changedHours.add(hour.number());
        }
    }

    /** Makes the hour final and forgets the days before {@code oldestDay}. */
    void close(Hour hour, long oldestDay) {
        HourRow<P, S> opened = open.remove(hour.number());
        if (opened != null) {
            days.computeIfAbsent(hour.day(), day -> new ClosedDay<>(form)).put(hour.ofDay(), opened.slot());
            changedHours.add(hour.number());
            changedDays.add(hour.day());
        }
        if (hour.ofDay() == 0) {
            forgetBefore(oldestDay);
        }
    }

    /** Whether anything came in an hour that is kept, up to and with this one: what came early does not count. */
    boolean reaches(Hour hour) {
        return !days.isEmpty() || open.keySet().stream().anyMatch(number -> number <= hour.number());
    }

    boolean isEmpty() {
        return days.isEmpty() && open.isEmpty();
    }

    /** Puts a stored row back. */
    void restoreDay(long day, byte[] row) {
        days.put(day, ClosedDay.decode(form, row));
    }

    /** Puts a stored row back. */
    void restoreHour(long hour, byte[] row) {
        open.put(hour, form.decodeHour(row));
    }

    /** Hands out the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter dayRows, RowWriter hourRows) {
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

    private @Nullable S openSlot(Hour hour) {
        HourRow<P, S> opened = open.isEmpty() ? null : open.get(hour.number());
        return opened == null ? null : opened.slot();
    }

    private void forgetBefore(long oldestDay) {
        List<Long> old = days.keySet().stream().filter(day -> day < oldestDay).toList();
        days.keySet().removeAll(old);
        changedDays.addAll(old);
    }

    /** Takes rows that changed. */
    interface RowWriter {
        void write(long number, byte @Nullable [] row);
    }
}
