package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Cost of the bytes between zones. Sender and receiver both pay, while flow logs are counted at the sender only. How much of the
 * traffic has to cross zones is not known, so that the low estimate is 0.
 *
 * @param hours over which the bytes are summed
 */
public record CrossZoneSavingEstimator(PriceBook prices, int hours) implements SavingEstimator<VpcFlowSnapshot> {

    private static final int ENDS = 2;

    @Override
    public Saving estimate(VpcFlowSnapshot vpcFlowSnapshot, double part, LocalDate day) {
        TrafficVolume across = vpcFlowSnapshot.to(VpcFlowSnapshot.OTHER_ZONE, hours);
        return charge(prices, vpcFlowSnapshot.region(), across.perMonth(hours), day)
                .map(charge -> Saving.priced(charge.amount(), BigDecimal.ZERO, charge.amount(), charge.basis()))
                .orElseGet(() ->
                        Saving.unpriced("no price known for transfer between zones of " + vpcFlowSnapshot.region()));
    }

    /** The charge at both ends for bytes a month; empty if the price is not known. */
    static Optional<MonthlyCharge> charge(PriceBook prices, String region, double bytesPerMonth, LocalDate day) {
        PriceKey key = new PriceKey("ec2", "transfer-cross-zone", region, "", "", "gb");
        return MonthlyCharge.of(
                prices.on(day), key, ENDS * bytesPerMonth, "a month between zones, out of one and into another:");
    }
}
