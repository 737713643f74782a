package dev.gleaner.contracts.resource;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What one unit costs, USD.
 *
 * @param validFrom first day it is valid, UTC
 * @param source where the figure comes from
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
