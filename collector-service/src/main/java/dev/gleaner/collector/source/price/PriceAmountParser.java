package dev.gleaner.collector.source.price;

import dev.gleaner.collector.source.InvalidInputException;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sums of money as AWS writes them. */
final class PriceAmountParser {

    /** No powers of ten: {@code 1e999999999} would be a price, too. */
    private static final Pattern DIGITS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,20})?");

    private PriceAmountParser() {}

    /** An amount that costs something. Nothing that is sold is free, so that 0 says that the price is not known. */
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
