package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.InstanceTariff;
import dev.gleaner.analyzer.profile.inventory.ScalingGroupFacts;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.List;

/**
 * Hours of the instances that an Auto Scaling group does without, 730 a month each. Their volumes are not part of it. The low estimate of
 * instances on demand is 0, as commitments may cover them; Spot prices are never covered. Of a group with instances of several types or markets
 * it is not known which of them go.
 */
final class FleetSaving {

    private static final String SPOT = "spot";

    private FleetSaving() {}

    /**
     * The saving of a group.
     *
     * @param part of the desired instances, 0 to 1
     */
    static Saving of(DatedPrices prices, ScalingGroupFacts facts, String region, double part) {
        if (facts.members().isEmpty()) {
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
        long instances = Math.round(part * facts.desired());
        ChargeSum cost = prices.sum(List.of(new BilledQuantity(
                InstanceTariff.hour(isOnDemand, launch.type(), region, launch.platform(), launch.tenancy()),
                DatedPrices.HOURS_PER_MONTH.multiply(BigDecimal.valueOf(instances)),
                "hours of " + instances + " " + launch.type() + (isOnDemand ? " on demand" : " on Spot"))));
        return cost.isKnown()
                ? Saving.priced(
                        cost.amount(),
                        isOnDemand ? BigDecimal.ZERO : cost.amount(),
                        cost.amount(),
                        cost.basis() + "; volumes are not counted"
                                + (isOnDemand ? "; low: commitments may cover the instances" : ""))
                : cost.unpriced();
    }
}
