package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A VPC with much traffic between availability zones, for which both ends pay. Traffic to an unknown zone is shown but not
 * counted.
 *
 * @param limit above which the VPC is reported
 */
public record CrossZoneTraffic(int hours, TrafficLimit limit, int effortMinutes) implements Rule<VpcFlowSnapshot> {

    static final RuleName NAME = new RuleName("cross-zone-traffic", 3);

    private static final List<Remedy> REMEDIES = List.of(
            Remedy.advice(
                    "Configure clients to prefer feature stores, caches and endpoints of their zone: zonal DNS names of"
                            + " interface endpoints and file systems, topology-aware routing in Kubernetes, a replica in each"
                            + " zone that reads the most."),
            Remedy.advice(
                    "Or run the jobs that exchange the most data in one zone. Deliberate replication between zones"
                            + " remains."));

    /** The rule as configured. */
    public static CrossZoneTraffic of(CrossZoneTrafficConfig config) {
        return new CrossZoneTraffic(
                RuleNumbers.hours(config.window()),
                new TrafficLimit(config.minimum(), config.bytesPerMonth()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(VpcFlowSnapshot vpcFlowSnapshot) {
        if (vpcFlowSnapshot.listed().facts() == null) {
            return new Verdict.Nothing("it is not listed");
        }
        CounterSum across = vpcFlowSnapshot.to(VpcFlowSnapshot.OTHER_ZONE, hours);
        List<BilledQuantity> billed =
                List.of(TransferTariff.betweenZones(vpcFlowSnapshot.region(), across.perMonth(hours)));
        Optional<BigDecimal> cost = BilledQuantity.cost(billed, vpcFlowSnapshot.prices());
        if (!limit.isExceeded(across.perMonth(hours), cost)) {
            return new Verdict.Nothing("the traffic between its zones does not exceed the limit");
        }
        TrafficEvidence evidence = new TrafficEvidence(vpcFlowSnapshot.listed(), hours);
        return new Verdict.Found(
                () -> evidence.withTalkers(
                        vpcFlowSnapshot,
                        VpcFlowSnapshot.OTHER_ZONE,
                        List.of(
                                limit.evidence(evidence.perMonth("sent to other zones", across), cost),
                                evidence.perMonth("sent to other zones a month", across),
                                evidence.total(
                                        "sent within its zones", vpcFlowSnapshot.to(VpcFlowSnapshot.SAME_ZONE, hours)),
                                evidence.total(
                                        "sent to where the zone is not known",
                                        vpcFlowSnapshot.to(VpcFlowSnapshot.SAME_REGION, hours)))),
                () -> REMEDIES,
                prices -> saving(prices, billed, vpcFlowSnapshot.region()));
    }

    /**
     * A cost: how much of the traffic has to cross zones is not known. Sender and receiver both pay, while flow logs are counted at the sender
     * only.
     */
    private static Saving saving(DatedPrices prices, List<BilledQuantity> billed, String region) {
        return TransferTariff.charge(billed, prices)
                .map(charge -> Saving.ofCost(charge.amount(), charge.basis()))
                .orElseGet(() -> Saving.unpriced("no price known for transfer between zones of " + region));
    }
}
