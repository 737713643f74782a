package dev.gleaner.local.estate.cost;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The saving in USD a month that a finding has to have.
 *
 * @param monthly the amount of the finding
 * @param low low estimate
 * @param high high estimate
 */
public record ExpectedSaving(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal monthly,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal low,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal high) {

    /** A saving whose amount is its high estimate, in cents. */
    public static ExpectedSaving between(BigDecimal low, BigDecimal high) {
        return new ExpectedSaving(cents(high), cents(low), cents(high));
    }

    /** A saving that is certain, in cents. */
    public static ExpectedSaving exactly(BigDecimal amount) {
        return between(amount, amount);
    }

    /** A saving with an amount between its estimates, in cents. */
    public static ExpectedSaving of(BigDecimal low, BigDecimal monthly, BigDecimal high) {
        return new ExpectedSaving(cents(monthly), cents(low), cents(high));
    }

    /** The same saving, of which nothing is certain. */
    public ExpectedSaving uncertain() {
        return new ExpectedSaving(monthly, cents(BigDecimal.ZERO), high);
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
