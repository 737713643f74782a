package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.MonthlyCharge;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterKey;
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
 * A VPC with much traffic to the internet, directly or through its NAT gateways. Traffic to public addresses of an unknown
 * owner is shown but not counted.
 *
 * @param limit above which the VPC is reported
 */
public record InternetEgress(int hours, TrafficLimit limit, int effortMinutes) implements Rule<VpcFlowSnapshot> {

    static final RuleName NAME = new RuleName("internet-egress", 3);

    private static final List<Remedy> REMEDIES = List.of(
            Remedy.advice("Serve downloads, such as models, through CloudFront: transfer from EC2 and S3 to it is free,"
                    + " and it caches near the clients."),
            Remedy.advice("Aggregate and compress data that is shipped, such as logs and metrics, or reach"
                    + " its receiver by PrivateLink."));

    /** The rule as configured. */
    public static InternetEgress of(InternetEgressConfig config) {
        return new InternetEgress(
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
        CounterSum out = vpcFlowSnapshot.to(CounterKey.INTERNET, hours);
        List<BilledQuantity> billed = TransferTariff.toInternet(
                "ec2",
                vpcFlowSnapshot.region(),
                BigDecimal.ZERO,
                MonthlyCharge.gigabytes(out.perMonth(hours)),
                "to the internet");
        Optional<BigDecimal> cost = BilledQuantity.cost(billed, vpcFlowSnapshot.prices());
        if (!limit.isExceeded(out.perMonth(hours), cost)) {
            return new Verdict.Nothing("the traffic to the internet does not exceed the limit");
        }
        TrafficEvidence evidence = new TrafficEvidence(vpcFlowSnapshot.listed(), hours);
        return new Verdict.Found(
                () -> evidence.withTalkers(
                        vpcFlowSnapshot,
                        CounterKey.INTERNET,
                        List.of(
                                limit.evidence(evidence.perMonth("sent to the internet", out), cost),
                                evidence.perMonth("sent to the internet a month", out),
                                evidence.total(
                                        "sent to where it is not known",
                                        vpcFlowSnapshot.to(VpcFlowSnapshot.UNKNOWN, hours)))),
                () -> REMEDIES,
                prices -> saving(prices, billed, vpcFlowSnapshot.region()));
    }

    /** A cost: how much of the traffic can be avoided is not known. What NAT gateways charge for processing it is not included. */
    private static Saving saving(DatedPrices prices, List<BilledQuantity> billed, String region) {
        return TransferTariff.charge(billed, prices)
                .map(charge -> Saving.ofCost(charge.amount(), "a month " + charge.basis()))
                .orElseGet(() -> Saving.unpriced("no price known for transfer from " + region + " to the internet"));
    }
}
