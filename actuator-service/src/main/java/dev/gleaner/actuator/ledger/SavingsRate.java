package dev.gleaner.actuator.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Saving in USD for the time in which an action is in force.
 *
 * @param monthly USD per month of 730 hours
 * @param low lowest estimate of the same: 0 while commitments may cover the resource
 */
public record SavingsRate(BigDecimal monthly, BigDecimal low) {

    private static final BigDecimal SECONDS_A_MONTH = BigDecimal.valueOf(730L * 3600);
    /** Digits of intermediate results. Sums are rounded once, at their end. */
    private static final int DIGITS = 10;

    static final SavingsRate ZERO = new SavingsRate(BigDecimal.ZERO, BigDecimal.ZERO);

    public SavingsRate {
        if (monthly.signum() < 0 || low.signum() < 0 || low.compareTo(monthly) > 0) {
            throw new IllegalArgumentException("a rate is not negative, and its low is not above it");
        }
    }

    /** The saving in USD for this duration. */
    public DollarEstimate forDuration(Duration time) {
        return new DollarEstimate(times(monthly, time), times(low, time));
    }

    /** The larger value of each: of two savings on one resource only the larger counts. */
    SavingsRate orLarger(SavingsRate other) {
        return new SavingsRate(monthly.max(other.monthly), low.max(other.low));
    }

    private static BigDecimal times(BigDecimal rate, Duration time) {
        return rate.multiply(BigDecimal.valueOf(time.toSeconds())).divide(SECONDS_A_MONTH, DIGITS, RoundingMode.DOWN);
    }
}
