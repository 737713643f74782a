package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.inventory.NatGatewayFacts;
import dev.gleaner.analyzer.profile.inventory.NatGatewaySnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Hours of a NAT gateway. Its bytes are too few to count, and its Elastic IP addresses cost as much as before until they are
 * released.
 */
public record NatGatewayHoursEstimator(PriceBook prices) implements SavingEstimator<NatGatewaySnapshot> {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);
    private static final String PRIVATE = "private";

    @Override
    public Saving estimate(NatGatewaySnapshot gateway, double part, LocalDate day) {
        NatGatewayFacts facts = gateway.facts();
        String stays = facts != null && facts.connectivity().equals(PRIVATE)
                ? ""
                : "; its Elastic IP addresses still cost until they are released";
        PriceKey key = new PriceKey("vpc", "nat-gateway", gateway.region(), "", "", "hour");
        return prices.price(key, day)
                .map(quote -> MonthlyCharge.ofUnits(quote, HOURS_PER_MONTH, "NAT gateway hours", day))
                .map(charge -> Saving.priced(charge.amount(), charge.amount(), charge.amount(), charge.basis() + stays))
                .orElseGet(() -> Saving.unpriced("no price known for " + key.text()));
    }
}
