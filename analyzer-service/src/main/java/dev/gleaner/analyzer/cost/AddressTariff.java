package dev.gleaner.analyzer.cost;

import java.math.BigDecimal;

/** What public IPv4 addresses are billed for: hours, in use or not. */
public final class AddressTariff {

    private AddressTariff() {}

    /** The hours of a month. */
    public static BilledQuantity hours(int addresses, String region) {
        BigDecimal hours = DatedPrices.HOURS_PER_MONTH.multiply(BigDecimal.valueOf(addresses));
        return BilledQuantity.of("vpc", "public-ipv4", region, "hour", hours, "public IPv4 address hours");
    }
}
