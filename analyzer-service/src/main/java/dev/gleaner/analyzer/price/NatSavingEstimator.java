package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.time.LocalDate;

/**
 * Charge of NAT gateways for the part of the bytes to and from S3 in their own region that went through them. The gateways themselves still cost.
 *
 * @param hours over which the bytes are summed
 */
public record NatSavingEstimator(PriceBook prices, int hours) implements SavingEstimator<InventorySnapshot<VpcFacts>> {

    @Override
    public Saving estimate(InventorySnapshot<VpcFacts> network, double part, LocalDate day) {
        TrafficVolume near = network.flows(hours).getOrDefault(true, TrafficVolume.NONE);
        if (near.bytes() == 0) {
            return Saving.unpriced("no S3 data events show what goes through it");
        }
        PriceKey key = new PriceKey("vpc", "nat-gateway", network.region(), "", "", "gb");
        return MonthlyCharge.of(
                        prices.on(day), key, part * near.perMonth(hours), "a month's bytes to and from S3 through NAT:")
                .map(charge -> Saving.priced(charge.amount(), charge.amount(), charge.amount(), charge.basis()))
                .orElseGet(() -> Saving.unpriced("no price known for a NAT gateway in " + network.region()));
    }
}
