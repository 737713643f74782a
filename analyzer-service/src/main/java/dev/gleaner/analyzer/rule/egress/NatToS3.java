package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.GatewayTariff;
import dev.gleaner.analyzer.cost.TransferTariff;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.inventory.GatewayBytes;
import dev.gleaner.analyzer.profile.inventory.NetworkSnapshot;
import dev.gleaner.analyzer.profile.inventory.S3Traffic;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A VPC that reaches S3 through a NAT gateway because it has no gateway endpoint, which is free of charge. Only bytes that
 * flow logs or S3 data events show count, and no more of them than CloudWatch shows of all bytes through its NAT gateways.
 */
public record NatToS3(int hours, int effortMinutes) implements Rule<NetworkSnapshot> {

    static final RuleName NAME = new RuleName("nat-to-s3", 3);

    /** Source: AWS PrivateLink guide, "Gateway endpoints for Amazon S3". */
    private static final List<String> LOST_BY_ENDPOINT = List.of(
            "open connections to S3, which clients have to open again",
            "requests that policies with the address of the NAT gateway (aws:SourceIp) deny meanwhile");

    private static final String NOT_RECORDED =
            "the bytes between its NAT gateways and S3, by S3 data events of the buckets or flow logs of the VPC with the"
                    + " fields pkt-src-aws-service and pkt-dst-aws-service";

    /** How many requests or flows a VPC has is not known. */
    private static final List<Finding.MissingSource> SOURCES = List.of(
            new Finding.MissingSource(DataSource.S3_DATA_EVENTS, null),
            new Finding.MissingSource(DataSource.VPC_FLOW_LOGS, null));

    private static final String REGION_UNKNOWN =
            "the region of S3 whose bytes its flow logs show: the address ranges of AWS"
                    + " (collector.ip-ranges.url) are needed";

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
        GatewayBytes through = networkSnapshot.natGatewayBytes(network.gateways(), hours);
        boolean isThroughKnown = through.hours() >= hours;
        if (isThroughKnown && through.total() == 0) {
            return new Verdict.Nothing("no bytes passed its NAT gateways");
        }
        S3Traffic traffic = networkSnapshot.s3Traffic(hours);
        if (!traffic.isRecorded()) {
            return networkSnapshot.listed().hoursSeen(hours) < hours
                    ? new Verdict.Nothing("it was first listed or measured less than " + hours + " hours ago")
                    : new Verdict.Insufficient(List.of(NOT_RECORDED))
                            .settledBy(
                                    SOURCES,
                                    prices -> isThroughKnown
                                            ? saving(prices, through.perMonth(hours), networkSnapshot.region())
                                            : Saving.unpriced(
                                                    "no bytes through its NAT gateways known for every hour"));
        }
        CounterSum s3 = traffic.sameRegion();
        if (s3.bytes() == 0) {
            return traffic.unknownRegion().bytes() == 0
                    ? new Verdict.Nothing("no bytes between its NAT gateways and S3 in its region were seen")
                    : new Verdict.Insufficient(List.of(REGION_UNKNOWN));
        }
        long counted = isThroughKnown ? Math.min(s3.bytes(), through.total()) : s3.bytes();
        return new Verdict.Found(
                () -> evidence(networkSnapshot, network, traffic, through),
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

    private List<Evidence> evidence(
            NetworkSnapshot networkSnapshot, VpcFacts network, S3Traffic traffic, GatewayBytes through) {
        TrafficEvidence evidence = new TrafficEvidence(networkSnapshot.listed(), hours);
        List<Evidence> all = new ArrayList<>(List.of(
                new Evidence("available NAT gateways", network.gateways().size(), "gateways", 1.0, 1, 1),
                new Evidence("gateway endpoints to S3", 0, "endpoints", 1.0, 1, 1),
                evidence.total("to and from S3 through NAT", traffic.sameRegion()),
                evidence.total("to and from S3 of other regions through NAT", traffic.otherRegions())));
        if (traffic.unknownRegion().bytes() > 0) {
            all.add(evidence.total("to and from S3 of unknown regions through NAT", traffic.unknownRegion()));
        }
        if (traffic.loggedHours() > 0) {
            all.add(new Evidence(
                    "hours of NAT gateways by flow logs",
                    traffic.loggedHours(),
                    "hours",
                    null,
                    traffic.loggedHours(),
                    1));
        }
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
