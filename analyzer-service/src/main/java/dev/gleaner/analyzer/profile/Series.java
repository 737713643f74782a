package dev.gleaner.analyzer.profile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One metric of one resource: final hours in day rows, younger ones open. */
final class Series {

    private final Map<Long, ClosedDay> days = new HashMap<>();
    private final Map<Long, OpenHour> open = new HashMap<>();
    private final Set<Long> changedDays = new HashSet<>();
    private final Set<Long> changedHours = new HashSet<>();

    /** What the metric did in the hours from one on; null where no point came. */
    void read(Hour from, @Nullable Slot[] slots) {
        ClosedDay day = days.get(from.day());
        for (int place = 0; place < slots.length; place++) {
            Hour hour = from.plus(place);
            if (hour.ofDay() == 0) {
                day = days.get(hour.day());
            }
            Slot closed = day == null ? null : day.slot(hour.ofDay());
            slots[place] = closed != null ? closed : openSlot(hour);
        }
    }

    void put(Hour hour, Point point) {
        if (open.computeIfAbsent(hour.number(), number -> new OpenHour()).put(point)) {
            changedHours.add(hour.number());
        }
    }

    /** Makes the hour final and forgets the days before {@code oldestDay}. */
    void close(Hour hour, long oldestDay) {
        OpenHour opened = open.remove(hour.number());
        if (opened != null) {
            days.computeIfAbsent(hour.day(), day -> new ClosedDay()).put(hour.ofDay(), opened.slot());
            changedHours.add(hour.number());
            changedDays.add(hour.day());
        }
        if (hour.ofDay() == 0) {
            forgetBefore(oldestDay);
        }
    }

    boolean isEmpty() {
        return days.isEmpty() && open.isEmpty();
    }

    /** Puts a stored row back. */
    void restoreDay(long day, byte[] row) {
        days.put(day, ClosedDay.decode(row));
    }

    /** Puts a stored row back. */
    void restoreHour(long hour, byte[] row) {
        open.put(hour, OpenHour.decode(row));
    }

    /** Hands out the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter dayRows, RowWriter hourRows) {
        changedDays.forEach(day -> {
            ClosedDay row = days.get(day);
            dayRows.write(day, row == null ? null : row.encode());
        });
        changedHours.forEach(hour -> {
            OpenHour row = open.get(hour);
            hourRows.write(hour, row == null ? null : row.encode());
        });
        changedDays.clear();
        changedHours.clear();
    }

    private @Nullable Slot openSlot(Hour hour) {
        OpenHour opened = open.isEmpty() ? null : open.get(hour.number());
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
