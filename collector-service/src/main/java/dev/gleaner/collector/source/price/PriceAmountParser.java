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
        return requirePositive(parse(text));
    }

    /** An amount of 0 or more. */
    static BigDecimal parse(@Nullable String text) throws InvalidInputException {
        if (text == null || !DIGITS.matcher(text).matches()) {
            throw new InvalidInputException("its price is not a number");
        }
        return plain(new BigDecimal(text));
    }

    /** The amount, if it is positive. */
    static BigDecimal requirePositive(BigDecimal amount) throws InvalidInputException {
        if (amount.signum() == 0) {
            throw new InvalidInputException("its price is 0, which is no price");
        }
        return amount;
    }

    /** An amount for another number of units. */
    static BigDecimal product(BigDecimal amount, BigDecimal factor) {
        return plain(amount.multiply(factor));
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
