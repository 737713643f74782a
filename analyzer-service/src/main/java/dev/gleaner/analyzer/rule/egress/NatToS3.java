package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.GatewayTariff;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.inventory.GatewayBytes;
import dev.gleaner.analyzer.profile.inventory.NetworkSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A VPC that reaches S3 through a NAT gateway because it has no gateway endpoint, which is free of charge. Only bytes that S3
 * data events show count, and no more of them than CloudWatch shows of all bytes through its NAT gateways.
 */
public record NatToS3(int hours, int effortMinutes) implements Rule<NetworkSnapshot> {

    static final RuleName NAME = new RuleName("nat-to-s3", 3);

    /** Source: AWS PrivateLink guide, "Gateway endpoints for Amazon S3". */
    private static final List<String> LOST_BY_ENDPOINT = List.of(
            "open connections to S3, which clients have to open again",
            "requests that policies with the address of the NAT gateway (aws:SourceIp) deny meanwhile");

    /** The rule as configured. */
    public static NatToS3 of(NatToS3Config config) {
        return new NatToS3(RuleNumbers.hours(config.window()), RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(NetworkSnapshot networkSnapshot) {
        VpcFacts network = networkSnapshot.facts();
        if (network == null) {
            return new Verdict.Nothing("it is not listed");
        }
        if (network.gateways().isEmpty()) {
            return new Verdict.Nothing("it has no available NAT gateway");
        }
        if (!network.s3Endpoints().isEmpty()) {
            return new Verdict.Nothing("it has a gateway endpoint to S3");
        }
        CounterSum s3 = networkSnapshot.flows(hours).getOrDefault(true, CounterSum.NONE);
        GatewayBytes through = networkSnapshot.natGatewayBytes(network.gateways(), hours);
        long counted = through.hours() < hours ? s3.bytes() : Math.min(s3.bytes(), through.total());
        if (counted == 0) {
            return new Verdict.Nothing("no bytes between its NAT gateways and S3 in its region were seen");
        }
        return new Verdict.Found(
                () -> evidence(networkSnapshot, network, through),
                () -> List.of(remedy()),
                prices -> saving(prices, (double) counted / s3.bytes() * s3.perMonth(hours), networkSnapshot.region()));
    }

    /** The charge of NAT gateways for bytes a month that went through them. The gateways themselves still cost. */
    private static Saving saving(DatedPrices prices, double bytes, String region) {
        return TransferTariff.charge(
                        List.of(GatewayTariff.throughNat(region, bytes, "a month's bytes to and from S3 through NAT:")),
                        prices)
                .map(charge -> Saving.priced(charge.amount(), charge.amount(), charge.amount(), charge.basis()))
                .orElseGet(() -> Saving.unpriced("no price known for a NAT gateway in " + region));
    }

    private List<Evidence> evidence(NetworkSnapshot networkSnapshot, VpcFacts network, GatewayBytes through) {
        Map<Boolean, CounterSum> flows = networkSnapshot.flows(hours);
        TrafficEvidence evidence = new TrafficEvidence(networkSnapshot.listed(), hours);
        List<Evidence> all = new ArrayList<>(List.of(
                new Evidence("available NAT gateways", network.gateways().size(), "gateways", 1.0, 1, 1),
                new Evidence("gateway endpoints to S3", 0, "endpoints", 1.0, 1, 1),
                evidence.total("to and from S3 through NAT", flows.getOrDefault(true, CounterSum.NONE)),
                evidence.total(
                        "to and from S3 of other regions through NAT", flows.getOrDefault(false, CounterSum.NONE))));
        if (through.hours() > 0) {
            all.add(new Evidence(
                    "to and from anything through NAT",
                    through.total(),
                    "bytes",
                    null,
                    through.hours(),
                    RuleNumbers.to3((double) through.hours() / hours)));
        }
        return all;
    }

    private static Remedy remedy() {
        return Remedy.of(
                RemedyAction.CREATE_S3_ENDPOINT,
                Map.of(),
                LOST_BY_ENDPOINT,
                "Create a gateway endpoint to S3: traffic to S3 in the same region then bypasses NAT. It costs"
                        + " nothing. Bucket policies that name the NAT gateway's address have to name the endpoint first.");
    }
}
