package dev.gleaner.analyzer.rule.training;

import dev.gleaner.contracts.resource.PriceKey;

/**
 * A training run that would move from on-demand to Spot instances.
 *
 * @param hoursPerMonth that it trains
 * @param stretch hours that are billed on Spot for each of them
 */
public record SpotMove(String type, String region, double hoursPerMonth, double stretch) {

    /** USD per hour. */
    public PriceKey onDemandPrice() {
        return PriceKey.linuxOnDemand(type, region);
    }

    /** USD per hour. */
    public PriceKey spotPrice() {
        return PriceKey.linuxSpot(type, region);
    }
}
