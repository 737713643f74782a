package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses amounts of money in responses of AWS. */
final class PriceAmountParser {

    /** Without exponents: {@code 1e999999999} would fill the memory. */
    private static final Pattern DIGITS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,20})?");

    private PriceAmountParser() {}

    /** A positive amount. AWS sells nothing for free, so that 0 means that the price is unknown. */
    static BigDecimal parsePositive(@Nullable String text) throws InvalidInputException {
        if (text == null || !DIGITS.matcher(text).matches()) {
            throw new InvalidInputException("its price is not a number");
        }
        BigDecimal amount = new BigDecimal(text).stripTrailingZeros();
        if (amount.signum() == 0) {
            throw new InvalidInputException("its price is 0, which is no price");
        }
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }
}
