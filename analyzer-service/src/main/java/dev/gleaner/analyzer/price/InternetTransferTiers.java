package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.cost.Prices;
import dev.gleaner.analyzer.rule.egress.InternetTiers;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Cost of bytes to the internet by volume tiers. They are priced as if they were all that the account sends, as its other
 * traffic is not known.
 *
 * @param service that sends them
 */
record InternetTransferTiers(PriceBook prices, String service) {

    private static final List<Integer> FROM = InternetTiers.FROM;

    /** The charge for a month's bytes out of a region; empty when the price of a tier is not known. */
    Optional<MonthlyCharge> charge(String region, double bytes, LocalDate day) {
        BigDecimal gigabytes = MonthlyCharge.gigabytes(bytes);
        MonthlyCharge sum = MonthlyCharge.NONE;
        for (int i = 0; i < FROM.size(); i++) {
            BigDecimal from = BigDecimal.valueOf(FROM.get(i));
            BigDecimal until = i + 1 < FROM.size() ? gigabytes.min(BigDecimal.valueOf(FROM.get(i + 1))) : gigabytes;
            BigDecimal within = until.subtract(from);
            if (within.signum() > 0) {
                Optional<Prices.Quote> price = prices.on(day).quote(key(region, FROM.get(i)));
                if (price.isEmpty()) {
                    return Optional.empty();
                }
                sum = sum.plus(MonthlyCharge.ofGigabytes(price.get(), within, "to the internet"));
            }
        }
        return Optional.of(sum);
    }

    private PriceKey key(String region, int from) {
        return new PriceKey(service, InternetTiers.type(from), region, "", "", "gb");
    }
}
