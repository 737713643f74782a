package dev.gleaner.actuator.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the AWS calls of Gleaner itself cost. Before the first day that was counted the cost is unknown; a later day without a call
 * costs nothing.
 *
 * @param byDay USD
 * @param today the present day, which is not over
 */
record OwnCostHistory(SortedMap<LocalDate, BigDecimal> byDay, LocalDate today) {

    private static final int DAYS = 30;
    private static final BigDecimal HOURS_A_MONTH = BigDecimal.valueOf(730);
    private static final long HOURS_A_DAY = 24;

    /** USD per month of 730 hours by the last 30 whole days, rounded up to cents; empty if none of them was counted. */
    Optional<BigDecimal> monthly() {
        SortedMap<LocalDate, BigDecimal> last = byDay.subMap(today.minusDays(DAYS), today);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        LocalDate first = byDay.firstKey();
        long days = Math.min(DAYS, ChronoUnit.DAYS.between(first, today));
        return Optional.of(last.values().stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(HOURS_A_MONTH)
                .divide(BigDecimal.valueOf(HOURS_A_DAY * days), 2, RoundingMode.UP));
    }

    /** USD on these days, rounded up to cents; empty if there is a day before the first that was counted. */
    Optional<BigDecimal> over(Collection<LocalDate> days) {
        if (byDay.isEmpty() || days.stream().anyMatch(day -> day.isBefore(byDay.firstKey()))) {
            return Optional.empty();
        }
        return Optional.of(days.stream()
                .distinct()
                .map(day -> byDay.getOrDefault(day, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .setScale(2, RoundingMode.UP));
    }
}
