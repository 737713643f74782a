package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount, USD.
 *
 * @param usd by the price of the finding
 * @param low the lowest estimate
 */
public record Dollars(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal usd,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal low) {

    static final Dollars NONE = new Dollars(BigDecimal.ZERO, BigDecimal.ZERO);

    Dollars plus(Dollars other) {
        return new Dollars(usd.add(other.usd), low.add(other.low));
    }

    Dollars minus(Dollars other) {
        return new Dollars(usd.subtract(other.usd), low.subtract(other.low));
    }

    /** In cents, what is less than one left out. */
    Dollars inCents() {
        return new Dollars(usd.setScale(2, RoundingMode.DOWN), low.setScale(2, RoundingMode.DOWN));
    }
}
