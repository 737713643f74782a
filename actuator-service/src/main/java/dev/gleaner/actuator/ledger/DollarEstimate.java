package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount in USD.
 *
 * @param usd amount by the price of the finding
 * @param low lowest estimate of the amount
 */
public record DollarEstimate(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal usd,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal low) {

    static final DollarEstimate NONE = new DollarEstimate(BigDecimal.ZERO, BigDecimal.ZERO);

    DollarEstimate plus(DollarEstimate other) {
        return new DollarEstimate(usd.add(other.usd), low.add(other.low));
    }

    DollarEstimate minus(DollarEstimate other) {
        return new DollarEstimate(usd.subtract(other.usd), low.subtract(other.low));
    }

    /** Both values rounded down to whole cents. */
    DollarEstimate inCents() {
        return new DollarEstimate(usd.setScale(2, RoundingMode.DOWN), low.setScale(2, RoundingMode.DOWN));
    }
}
