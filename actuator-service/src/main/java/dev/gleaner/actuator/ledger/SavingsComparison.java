package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Promised and measured saving of an action over a number of days.
 *
 * @param days number of days since AWS showed that the action had taken effect
 * @param complete whether the values are final: the days are over, or the effect has ended
 * @param promised absent without a price
 * @param measured saving for the time observed in force; absent without a price, since an unknown saving is not zero
 * @param hoursInForce whole hours observed in force
 */
public record SavingsComparison(
        int days,
        boolean complete,
        @Nullable DollarEstimate promised,
        @Nullable DollarEstimate measured,
        long hoursInForce) {

    /** Numbers of days for which savings are compared. */
    static final List<Integer> DAYS = List.of(1, 7, 30);

    /** Period for which an entry is measured. */
    static final Duration WHOLE = Duration.ofDays(30);

    /** The comparison for the first days of a period. */
    static SavingsComparison of(SavingsPeriod savingsPeriod, int days) {
        Duration whole = Duration.ofDays(days);
        Duration inForce = savingsPeriod.durationWithin(whole);
        return new SavingsComparison(
                days,
                savingsPeriod.ended() || inForce.equals(whole),
                savingsPeriod
                        .rate()
                        .map(rate -> rate.forDuration(whole).inCents())
                        .orElse(null),
                savingsPeriod
                        .rate()
                        .map(rate -> rate.forDuration(inForce).inCents())
                        .orElse(null),
                inForce.toHours());
    }
}
