package dev.gleaner.contracts.recurrence;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether work comes again: the one definition, for what is proposed and for what is refused right before a change. Days at work are a
 * pattern, until the next such day has passed without work, if
 *
 * <ul>
 *   <li>three of them follow each other at equal gaps of 7 to 31 days, each gap at most a day off;
 *   <li>two of them are two weeks apart, which work of each week is too that was left out once;
 *   <li>two of them are 21 to 31 days apart, with at most one further day at work between them: when the next one is due, a third one
 *       before them is not kept any more;
 *   <li>two of them are on the same day of successive months, at most a day off, or at the ends of successive months.
 * </ul>
 *
 * Further days between three days, or between days of successive months, do not matter. A resource that was at work on more than half of the known days until its last one was in everyday
 * use, in which each gap recurs, and which has ended.
 */
public final class RecurringDays {

    private static final int TWO_WEEKS = 14;
    private static final int THREE_WEEKS = 21;
    private static final int MOST_BETWEEN = 1;
    private static final int LONGEST_GAP = 31;

    /** A week: the rules and guards look at each day of shorter gaps anyway, and with a tolerance of a day almost any three close days have equal ones. */
    private static final int SHORTEST_GAP = 7;

    private static final int TOLERANCE = 1;

    /** Two gaps that are each at most a day off the same one. */
    private static final int MOST_DIFFERENCE = 2 * TOLERANCE;

    /** Share of the known days up to the last one at work, 0 to 1. */
    private static final double EVERYDAY = 0.5;

    private final DaysAtWork days;

    private RecurringDays(DaysAtWork days) {
        this.days = days;
    }

    /** The latest days that are a pattern in force on the judged day; empty if there are none. */
    public static Optional<DayRecurrence> of(DaysAtWork days) {
        return days.atWork() > EVERYDAY * days.knownThrough(days.last())
                ? Optional.empty()
                : new RecurringDays(days).find();
    }

    private Optional<DayRecurrence> find() {
        for (int last = days.last(); last >= 0; last = days.lastThrough(last - 1)) {
            for (int middle = days.lastThrough(last - 1); middle >= 0; middle = days.lastThrough(middle - 1)) {
                Optional<DayRecurrence> recurrence = found(middle, last);
                if (recurrence.isPresent()) {
                    return recurrence;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<DayRecurrence> found(int middle, int last) {
        return pair(middle, last).or(() -> equalGaps(middle, last));
    }

    private Optional<DayRecurrence> equalGaps(int middle, int last) {
        int gap = last - middle;
        for (int first = days.lastThrough(middle - 1); first >= 0; first = days.lastThrough(first - 1)) {
            int before = middle - first;
            int longer = Math.max(gap, before);
            boolean areEqual = longer - Math.min(gap, before) <= MOST_DIFFERENCE
                    && longer >= SHORTEST_GAP
                    && longer <= LONGEST_GAP + TOLERANCE;
            LocalDate until = days.day(last).plusDays((long) longer + TOLERANCE);
            if (areEqual && isInForce(until)) {
                return Optional.of(
                        new DayRecurrence(List.of(days.day(first), days.day(middle), days.day(last)), until));
            }
        }
        return Optional.empty();
    }

    private Optional<DayRecurrence> pair(int earlier, int later) {
        LocalDate one = days.day(earlier);
        LocalDate other = days.day(later);
        LocalDate until = latest(latest(byGap(earlier, later), byTheMonth(one, other)), byMonthEnds(one, other));
        return until != null && isInForce(until)
                ? Optional.of(new DayRecurrence(List.of(one, other), until))
                : Optional.empty();
    }

    private @Nullable LocalDate byGap(int earlier, int later) {
        int gap = later - earlier;
        if (gap == TWO_WEEKS) {
            return days.day(later).plusDays(TWO_WEEKS);
        }
        return gap >= THREE_WEEKS && gap <= LONGEST_GAP && days.between(earlier, later) <= MOST_BETWEEN
                ? days.day(later).plusDays(Math.min(LONGEST_GAP, gap + TOLERANCE))
                : null;
    }

    private static @Nullable LocalDate byTheMonth(LocalDate earlier, LocalDate later) {
        boolean isSameDay = Math.abs(ChronoUnit.DAYS.between(later, earlier.plusMonths(1))) <= TOLERANCE;
        return isSameDay ? later.plusMonths(1).plusDays(TOLERANCE) : null;
    }

    private static @Nullable LocalDate byMonthEnds(LocalDate earlier, LocalDate later) {
        boolean areEnds = isMonthEnd(earlier)
                && isMonthEnd(later)
                && YearMonth.from(earlier).plusMonths(1).equals(YearMonth.from(later));
        return areEnds ? YearMonth.from(later).plusMonths(1).atEndOfMonth() : null;
    }

    private static boolean isMonthEnd(LocalDate day) {
        return day.lengthOfMonth() - day.getDayOfMonth() <= TOLERANCE;
    }

    private static @Nullable LocalDate latest(@Nullable LocalDate one, @Nullable LocalDate other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    private boolean isInForce(LocalDate until) {
        return !days.today().isAfter(until);
    }
}
