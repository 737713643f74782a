package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.price.Price;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A price that was looked up.
 *
 * @param told whether it came by {@code gleaner.prices}, and not with the analyzer
 */
public record Quote(Price price, boolean told) {

    /** A price that was confirmed longer ago may have changed since. */
    private static final long DAYS = 90;

    /** From when it is, who says so where the analyzer does not bring it, and whether it is old as of a day: for a person. */
    String dated(LocalDate day) {
        String source = told ? ", " + price.source() : "";
        boolean isOld = ChronoUnit.DAYS.between(price.validFrom(), day) > DAYS;
        return price.validFrom() + source + (isOld ? ", older than " + DAYS + " days" : "");
    }

    /** USD, in digits. */
    String amount() {
        return price.amount().stripTrailingZeros().toPlainString();
    }
}
