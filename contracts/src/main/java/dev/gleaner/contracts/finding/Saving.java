package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Estimated saving in USD per month of 730 hours. Without a known price the amounts are absent, and not zero.
 *
 * @param low low estimate: 0 as long as commitments (reserved instances, savings plans) may cover the resource, or no remedy
 *     of the finding can be carried out by an action
 * @param basis the calculation and the source of the price, for a person to check
 */
public record Saving(
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal monthly,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal low,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal high,

        String basis,
        boolean priced) {

    public Saving {
        if (priced != (monthly != null) || priced != (low != null) || priced != (high != null)) {
            throw new IllegalArgumentException("a priced saving has all its amounts, an unpriced one none");
        }
    }

    /** A known saving; amounts are rounded to cents. */
    public static Saving priced(BigDecimal monthly, BigDecimal low, BigDecimal high, String basis) {
        return new Saving(cents(monthly), cents(low), cents(high), basis, true);
    }

    /** A saving without a known price; the basis is the reason. */
    public static Saving unpriced(String basis) {
        return new Saving(null, null, null, basis, false);
    }

    /**
     * The same saving, of which nothing is certain: its low estimate is 0. One without a price stays as it is.
     *
     * @param reason why, which is added to the basis
     */
    public Saving uncertain(String reason) {
        return priced ? new Saving(monthly, cents(BigDecimal.ZERO), high, basis + "; low: " + reason, true) : this;
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
