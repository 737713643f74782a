package dev.gleaner.analyzer.rule.training;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * A training run that would move from on-demand to Spot instances.
 *
 * @param hoursPerMonth that it trains
 * @param stretch hours that are billed on Spot for each of them
 */
record SpotMove(String type, String region, double hoursPerMonth, double stretch) {

    /** USD per hour. */
    PriceKey onDemandPrice() {
        return PriceKey.linuxOnDemand(type, region);
    }

    /** USD per hour. */
    PriceKey spotPrice() {
        return PriceKey.linuxSpot(type, region);
    }

    /**
     * The hours of training at the on-demand price, less the hours that are billed on Spot for them. Low is 0, as commitments may cover the on-demand
     * instance.
     */
    Saving toSpot(DatedPrices prices) {
        Optional<DatedPrices.Quote> onDemand = prices.quote(onDemandPrice());
        Optional<DatedPrices.Quote> spot = prices.quote(spotPrice());
        if (onDemand.isEmpty() || spot.isEmpty()) {
            return Saving.unpriced("no price known for " + (onDemand.isEmpty() ? onDemandPrice() : spotPrice()).text());
        }
        BigDecimal saved = onDemand.get()
                .price()
                .amount()
                .subtract(spot.get().price().amount().multiply(BigDecimal.valueOf(stretch)))
                .multiply(BigDecimal.valueOf(hoursPerMonth))
                .max(BigDecimal.ZERO);
        return Saving.priced(
                saved,
                BigDecimal.ZERO,
                saved,
                String.format(
                        Locale.ROOT,
                        "%.1f h of training a month on demand %s %s/h, %s, less %.4f h on Spot for each at %s/h, %s",
                        hoursPerMonth,
                        type,
                        onDemand.get().amount(),
                        onDemand.get().dated(),
                        stretch,
                        spot.get().amount(),
                        spot.get().dated()));
    }

    /** The Spot hours that are no longer billed. Low is 0, as the rate of interruptions is that of all users of the type. */
    Saving onSpot(DatedPrices prices) {
        return prices.quote(spotPrice())
                .map(spot -> {
                    BigDecimal saved = spot.price()
                            .amount()
                            .multiply(BigDecimal.valueOf(hoursPerMonth))
                            .multiply(BigDecimal.valueOf(stretch));
                    return Saving.priced(
                            saved,
                            BigDecimal.ZERO,
                            saved,
                            String.format(
                                    Locale.ROOT,
                                    "%.1f h of training a month x %.6f h that are computed again x Spot %s %s/h, %s",
                                    hoursPerMonth,
                                    stretch,
                                    type,
                                    spot.amount(),
                                    spot.dated()));
                })
                .orElseGet(() ->
                        Saving.unpriced("no price known for " + spotPrice().text()));
    }
}
