package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.inventory.TrafficRoute;
import dev.gleaner.analyzer.profile.inventory.TrafficVolume;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What bytes to the internet cost. How much of it can be spared is not known, so that the lowest estimate is nothing; what NAT
 * gateways ask for passing them comes on top.
 *
 * @param hours over which the bytes are summed up
 */
public record InternetEgressSavingEstimator(PriceBook prices, int hours) implements SavingEstimator<VpcFlowSnapshot> {

    @Override
    public Saving estimate(VpcFlowSnapshot vpcFlowSnapshot, double part, LocalDate day) {
        TrafficVolume out = vpcFlowSnapshot.to(TrafficRoute.INTERNET, hours);
        return new InternetTransferTiers(prices, "ec2")
                .charge(vpcFlowSnapshot.region(), out.perMonth(hours), day)
                .map(charge ->
                        Saving.priced(charge.amount(), BigDecimal.ZERO, charge.amount(), "a month " + charge.basis()))
                .orElseGet(() -> Saving.unpriced(
                        "no price known for transfer from " + vpcFlowSnapshot.region() + " to the internet"));
    }
}
