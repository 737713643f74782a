package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was promised for the days after an action, beside what was measured of them.
 *
 * @param days since AWS showed that it was done
 * @param complete whether these days are over, or it ceased in them: then nothing more comes
 * @param promised absent without a price
 * @param measured for the time in which it was seen in force; absent without a price, as unknown is not zero
 * @param hoursInForce whole hours seen in force
 */
public record SavingsComparison(
        int days,
        boolean complete,
        @Nullable DollarEstimate promised,
        @Nullable DollarEstimate measured,
        long hoursInForce) {

    /** The days after which it is measured. */
    static final List<Integer> DAYS = List.of(1, 7, 30);

    /** How long an entry is followed. */
    static final Duration WHOLE = Duration.ofDays(30);

    /** The measure of the first days of a span. */
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
