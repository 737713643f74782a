package dev.gleaner.analyzer.price;

import dev.gleaner.contracts.price.Price;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Whether a price may have changed since it was written down. */
final class Freshness {

    private static final long DAYS = 90;

    private Freshness() {}

    /** Words for a price that is old as of a day; empty for another one. */
    static String note(Price price, LocalDate day) {
        return ChronoUnit.DAYS.between(price.validFrom(), day) > DAYS ? ", older than " + DAYS + " days" : "";
    }
}
