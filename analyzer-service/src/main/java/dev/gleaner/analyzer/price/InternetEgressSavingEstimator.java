package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Cost of the bytes to the internet. How much of the traffic can be avoided is not known, so that the low estimate is 0. What NAT
 * gateways charge for processing it is not included.
 *
 * @param hours over which the bytes are summed
 */
public record InternetEgressSavingEstimator(PriceBook prices, int hours) implements SavingEstimator<VpcFlowSnapshot> {

    @Override
    public Saving estimate(VpcFlowSnapshot vpcFlowSnapshot, double part, LocalDate day) {
        TrafficVolume out = vpcFlowSnapshot.to(TrafficRoute.INTERNET, hours);
        return charge(prices, vpcFlowSnapshot.region(), out.perMonth(hours), day)
                .map(charge ->
                        Saving.priced(charge.amount(), BigDecimal.ZERO, charge.amount(), "a month " + charge.basis()))
                .orElseGet(() -> Saving.unpriced(
                        "no price known for transfer from " + vpcFlowSnapshot.region() + " to the internet"));
    }

    /** The charge for bytes a month; empty if the price of a tier is not known. */
    static Optional<MonthlyCharge> charge(PriceBook prices, String region, double bytesPerMonth, LocalDate day) {
        return new InternetTransferTiers(prices, "ec2").charge(region, bytesPerMonth, day);
    }
}
