package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Hours of the instances that an Auto Scaling group does without, 730 a month each. Their volumes are not part of it. The low estimate of
 * instances on demand is 0, as commitments may cover them; Spot prices are never covered. Of a group with instances of several types or markets
 * it is not known which of them go.
 */
public record ScalingGroupEstimator(PriceBook prices) implements SavingEstimator<ScalingGroupSnapshot> {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(730);
    private static final String ON_DEMAND = "ec2";
    private static final String SPOT = "spot";

    /** The part is one of the desired instances. */
    @Override
    public Saving estimate(ScalingGroupSnapshot group, double part, LocalDate day) {
        ScalingGroupFacts facts = group.facts();
        if (facts == null || facts.members().isEmpty()) {
            return Saving.unpriced("as what the instances of the group were launched is not known");
        }
        if (facts.members().size() > 1) {
            return Saving.unpriced(
                    "the group has instances of several types or markets, and which of them it ends is not known");
        }
        ScalingGroupFacts.LaunchedMembers launch = facts.members().get(0);
        boolean isOnDemand = launch.market().isEmpty();
        if (!isOnDemand && !launch.market().equals(SPOT)) {
            return Saving.unpriced("they run on the " + launch.market() + " market, whose price is not known");
        }
        PriceKey key = new PriceKey(
                isOnDemand ? ON_DEMAND : PriceKey.SPOT,
                launch.type(),
                group.region(),
                launch.platform(),
                launch.tenancy(),
                "hour");
        long instances = Math.round(part * facts.desired());
        return prices.on(day).quote(key)
                .map(quote -> MonthlyCharge.of(
                        quote,
                        new BilledUnits(key,
                        HOURS_PER_MONTH.multiply(BigDecimal.valueOf(instances)),
                        "hours of " + instances + " " + launch.type() + (isOnDemand ? " on demand" : " on Spot"))))
                .map(charge -> Saving.priced(
                        charge.amount(),
                        isOnDemand ? BigDecimal.ZERO : charge.amount(),
                        charge.amount(),
                        charge.basis() + "; volumes are not counted"
                                + (isOnDemand ? "; low: commitments may cover the instances" : "")))
                .orElseGet(() -> Saving.unpriced("no price known for " + key.text()));
    }
}
