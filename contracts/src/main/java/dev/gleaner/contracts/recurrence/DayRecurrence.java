package dev.gleaner.contracts.recurrence;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Days at work that belong together, and until when the next one may come.
 *
 * @param days two or three, ascending
 * @param until the last day on which the next one may come; after it without work the pattern has ended
 */
public record DayRecurrence(List<LocalDate> days, LocalDate until) {

    public DayRecurrence {
        days = List.copyOf(days);
    }

    /** The days, for a person: {@code 2026-11-02, 2026-11-12 and 2026-11-22}. */
    public String dates() {
        int last = days.size() - 1;
        return days.subList(0, last).stream().map(LocalDate::toString).collect(Collectors.joining(", ")) + " and "
                + days.get(last);
    }
}
