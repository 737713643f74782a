package dev.gleaner.contracts.resource;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Price of one unit in USD.
 *
 * @param validFrom first day of its validity, UTC
 * @param source where the price was read
 */
public record Price(
        PriceKey key,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,
        LocalDate validFrom,
        String source) {

    /** Record key in {@code gleaner.prices}: price key and valid-from. */
    public String topicKey() {
        return key.text() + "|" + validFrom;
    }
}
