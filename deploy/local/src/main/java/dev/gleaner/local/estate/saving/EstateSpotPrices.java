package dev.gleaner.local.estate.saving;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import java.util.List;

/**
 * Spot prices of the hosts of training runs. AWS returns them by DescribeSpotPriceHistory; the stand-in invents one price for all types, and
 * a price of Spot is too short-lived to be in the analyzer's catalogue.
 */
public final class EstateSpotPrices {

    private EstateSpotPrices() {}

    /** The prices that are known, each once. */
    public static List<Price> of(Estate estate) {
        EstatePrices prices = EstatePrices.read();
        return estate.trainingRuns().stream()
                .map(run -> estate.require(run.instance()))
                .flatMap(host -> prices.sourced(host.region(), EstatePrices.spot(host.type())).stream()
                        .map(price -> new Price(
                                PriceKey.linuxSpot(host.type(), host.region()),
                                price.usd(),
                                price.date(),
                                price.source())))
                .distinct()
                .toList();
    }
}
