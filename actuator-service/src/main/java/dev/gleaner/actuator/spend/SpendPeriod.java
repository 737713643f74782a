package dev.gleaner.actuator.spend;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/**
 * Days of UTC.
 *
 * @param from first day
 * @param to last day
 */
public record SpendPeriod(LocalDate from, LocalDate to) {

    /** Bounds the rows of an answer. */
    static final int MOST_DAYS = 400;

    public SpendPeriod {
        if (from.isAfter(to)) {
            throw new InvalidPeriodException("from has to be at or before to, not " + from + " after " + to);
        }
        if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw new InvalidPeriodException(
                    "from and to have to be at most " + MOST_DAYS + " days, not " + from + " to " + to);
        }
    }

    /**
     * The period of a request. Without a day, it is the month of the newest bill; with one of them, it begins or ends with that
     * month, or with the month of the day that is given if the newest bill is elsewhere. Empty if nothing says which days.
     *
     * @param newest first day of the newest billing period
     */
    static Optional<SpendPeriod> resolve(Optional<LocalDate> from, Optional<LocalDate> to, Optional<LocalDate> newest) {
        Optional<LocalDate> first = from.or(() -> to.or(() -> newest).map(day -> day.withDayOfMonth(1)));
        return first.map(day -> new SpendPeriod(
                day,
                to.orElseGet(() ->
                        endOfMonth(newest.filter(month -> month.isAfter(day)).orElse(day)))));
    }

    private static LocalDate endOfMonth(LocalDate day) {
        return day.with(TemporalAdjusters.lastDayOfMonth());
    }

    /** A request for days that can't be answered. */
    public static final class InvalidPeriodException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidPeriodException(String text) {
            super(text);
        }
    }
}
