package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.instance.InstanceDays;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * Days on which an instance was at work, as far as they are kept. Pairs of days of which both lie within the hours that are kept are left
 * to {@link WeekPattern}, which knows their hours.
 *
 * @param days all days that are kept; index {@link InstanceDays#DAYS} would be the day that has not ended
 * @param atWork indices of the days at work
 * @param hourDays number of the last days whose hours are kept
 */
record DayPattern(InstanceDays days, BitSet atWork, int hourDays) {

    private static final int TWO_WEEKS = 14;
    private static final int TOLERANCE = 1;

    /** Share of the measured days up to the last one at work, 0 to 1, above which work is everyday use, in which weekdays and days of the month show nothing. */
    private static final double EVERYDAY = 0.5;

    /**
     * The last two days at work that are two weeks apart, or on the same day of successive months, as long as the next such day may still
     * come; empty if there are none. Work of each week that was left out once is two weeks apart too. An instance that was at work on most
     * of the days until the last one was in everyday use, which has ended.
     */
    Optional<Recurrence> recurrence() {
        if (atWork.cardinality() > EVERYDAY * measured(atWork.length())) {
            return Optional.empty();
        }
        for (int later = atWork.length() - 1; later >= 0; later = atWork.previousSetBit(later - 1)) {
            for (int earlier = atWork.previousSetBit(Math.min(later - 1, InstanceDays.DAYS - hourDays - 1));
                    earlier >= 0;
                    earlier = atWork.previousSetBit(earlier - 1)) {
                if (recursByTwoWeeks(earlier, later) || recursByTheMonth(date(earlier), date(later))) {
                    return Optional.of(new Recurrence(date(earlier), date(later)));
                }
            }
        }
        return Optional.empty();
    }

    /** Number of the days that have points. */
    int measured() {
        return measured(InstanceDays.DAYS);
    }

    private int measured(int end) {
        int measured = 0;
        for (int index = 0; index < end; index++) {
            measured += days.isMeasured(index) ? 1 : 0;
        }
        return measured;
    }

    private static boolean recursByTwoWeeks(int earlier, int later) {
        return later - earlier == TWO_WEEKS && InstanceDays.DAYS - later <= TWO_WEEKS;
    }

    private boolean recursByTheMonth(LocalDate earlier, LocalDate later) {
        return (isDayAround(later, earlier.plusMonths(1))
                        && !today().isAfter(later.plusMonths(1).plusDays(TOLERANCE)))
                || (isMonthEnd(earlier)
                        && isMonthEnd(later)
                        && YearMonth.from(earlier).plusMonths(1).equals(YearMonth.from(later))
                        && !today().isAfter(YearMonth.from(later).plusMonths(1).atEndOfMonth()));
    }

    private static boolean isDayAround(LocalDate day, LocalDate other) {
        return Math.abs(ChronoUnit.DAYS.between(day, other)) <= TOLERANCE;
    }

    private static boolean isMonthEnd(LocalDate day) {
        return day.lengthOfMonth() - day.getDayOfMonth() <= TOLERANCE;
    }

    private LocalDate today() {
        return date(InstanceDays.DAYS);
    }

    private LocalDate date(int index) {
        return LocalDate.ofEpochDay(days.from() + index);
    }

    /** Two days at work that belong together (UTC). */
    record Recurrence(LocalDate earlier, LocalDate later) {}
}
