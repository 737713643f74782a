package dev.gleaner.local.estate.cost;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The saving in USD a month that a finding has to have, or the cost that it has to tell.
 *
 * @param monthly the amount of the finding
 * @param low low estimate
 * @param high high estimate
 * @param cost of which it is not known what can be saved; the other amounts are absent then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectedSaving(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal monthly,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal low,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal high,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal cost) {

    /** A saving whose amount is its high estimate, in cents. */
    public static ExpectedSaving between(BigDecimal low, BigDecimal high) {
        return new ExpectedSaving(cents(high), cents(low), cents(high), null);
    }

    /** A saving that is certain, in cents. */
    public static ExpectedSaving exactly(BigDecimal amount) {
        return between(amount, amount);
    }

    /** A saving with an amount between its estimates, in cents. */
    public static ExpectedSaving of(BigDecimal low, BigDecimal monthly, BigDecimal high) {
        return new ExpectedSaving(cents(monthly), cents(low), cents(high), null);
    }

    /** No saving but a cost, in cents. */
    public static ExpectedSaving ofCost(BigDecimal cost) {
        return new ExpectedSaving(null, null, null, cents(cost));
    }

    /** The same saving, of which nothing is certain. */
    public ExpectedSaving uncertain() {
        return cost == null ? new ExpectedSaving(monthly, cents(BigDecimal.ZERO), high, null) : this;
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
