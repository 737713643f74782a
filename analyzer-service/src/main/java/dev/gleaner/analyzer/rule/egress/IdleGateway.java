package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.GatewayTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.GatewayBytes;
import dev.gleaner.analyzer.profile.inventory.GatewayFacts;
import dev.gleaner.analyzer.profile.inventory.GatewaySnapshot;
import dev.gleaner.analyzer.profile.inventory.GatewayType;
import dev.gleaner.analyzer.rule.KnownDaysEvidence;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A NAT gateway with hardly any bytes, or an interface endpoint or load balancer without any. It costs as much by the hour as one
 * that is used.
 *
 * @param bytes in both directions in these hours from which a NAT gateway counts as used
 * @param otherBytes the same of interface endpoints and load balancers
 * @param coverage share of the hours that need a value, 0 to 1
 * @param unlistedHours for which it may be missing in complete listings
 * @param unlistedBalancerHours the same of load balancers
 */
public record IdleGateway(
        int hours,
        long bytes,
        long otherBytes,
        double coverage,
        int unlistedHours,
        int unlistedBalancerHours,
        int effortMinutes)
        implements Rule<GatewaySnapshot> {

    static final RuleName NAME = new RuleName("idle-gateway", 3);

    private static final String PRIVATE = "private";

    /** The rule as configured. */
    public static IdleGateway of(IdleGatewayConfig config) {
        return new IdleGateway(
                RuleNumbers.hours(config.window()),
                Math.round(config.bytes()),
                Math.round(config.otherBytes()),
                config.coverage(),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.hours(config.unlistedLoadBalancers()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(GatewaySnapshot gateway) {
        GatewayFacts facts = gateway.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        if (!gateway.type().isServing(facts.state())) {
            return new Verdict.Nothing("no traffic can pass through it in state " + facts.state());
        }
        GatewayBytes through = gateway.bytes(hours);
        if (through.total() >= limit(gateway)) {
            return new Verdict.Nothing("its bytes reach the limit");
        }
        Long created = facts.created();
        if (created != null && gateway.hour().endMillis() - created < hours * Hour.MILLIS) {
            return new Verdict.Nothing("it is younger than " + days() + " days");
        }
        boolean isMeasured = through.hours() >= coverage * hours;
        if (!isMeasured && gateway.listed().hoursSeen(hours) < hours) {
            return new Verdict.Nothing("it was first listed or measured less than " + days() + " days ago");
        }
        List<String> missing = missing(gateway, created, through);
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        DaysAtWork used = gateway.daysUsed();
        return RecurringDays.of(used)
                .<Verdict>map(recurrence ->
                        new Verdict.Nothing("its traffic recurs: bytes went through it on " + recurrence.dates()))
                .orElseGet(() -> new Verdict.Found(
                        () -> evidence(gateway, through, used),
                        () -> List.of(remedy(gateway, facts, through, used)),
                        prices -> saving(prices, gateway, facts)));
    }

    /** Its hours. Its bytes and capacity units are too few to count, and its addresses are not part of it. */
    static Saving saving(DatedPrices prices, GatewaySnapshot gateway, GatewayFacts facts) {
        String region = gateway.region();
        return switch (gateway.type()) {
            case NAT_GATEWAY ->
                ofHours(
                        prices,
                        GatewayTariff.natGateway(region),
                        facts.connectivity().equals(PRIVATE)
                                ? ""
                                : "; its Elastic IP addresses still cost until they are released");
            case INTERFACE_ENDPOINT -> {
                Integer zones = facts.zones();
                yield zones == null || zones == 0
                        ? Saving.unpriced("not known in how many Availability Zones it is")
                        : ofHours(prices, GatewayTariff.interfaceEndpoint(region, zones), "");
            }
            case LOAD_BALANCER ->
                ofHours(
                        prices,
                        GatewayTariff.loadBalancer(gateway.resource(), region),
                        "; its public addresses and capacity units are not counted");
        };
    }

    private static Saving ofHours(DatedPrices prices, BilledQuantity hours, String stays) {
        ChargeSum cost = prices.sum(List.of(hours));
        return cost.isKnown()
                ? Saving.priced(cost.amount(), cost.amount(), cost.amount(), cost.basis() + stays)
                : cost.unpriced();
    }

    private List<String> missing(GatewaySnapshot gateway, @Nullable Long created, GatewayBytes through) {
        List<String> missing = new ArrayList<>();
        if (created == null) {
            missing.add("its time of creation");
        }
        if (through.hours() == 0 && gateway.type() == GatewayType.INTERFACE_ENDPOINT) {
            missing.add(
                    "bytes of any interface endpoint of its region: without them, it is not known whether CloudWatch has"
                            + " metrics of them at all");
        } else if (through.hours() < coverage * hours) {
            missing.add("its bytes in " + (hours - through.hours()) + " of " + hours + " hours");
        }
        Long last = gateway.listed().lastListed();
        int unlisted = gateway.type() == GatewayType.LOAD_BALANCER ? unlistedBalancerHours : unlistedHours;
        if (last != null && gateway.hour().endMillis() - last > unlisted * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    private long limit(GatewaySnapshot gateway) {
        return gateway.type() == GatewayType.NAT_GATEWAY ? bytes : otherBytes;
    }

    private List<Evidence> evidence(GatewaySnapshot gateway, GatewayBytes through, DaysAtWork used) {
        double measured = RuleNumbers.to3((double) through.hours() / hours);
        GatewayBytes lastDay = gateway.bytes(Hour.PER_DAY);
        List<Evidence> all = new ArrayList<>();
        all.add(new Evidence(
                "through it", through.total(), "bytes", (double) limit(gateway), through.hours(), measured));
        if (gateway.type() == GatewayType.NAT_GATEWAY) {
            all.add(new Evidence("sent to destinations", through.sent(), "bytes", null, through.hours(), measured));
            all.add(new Evidence(
                    "received from destinations", through.received(), "bytes", null, through.hours(), measured));
        }
        all.add(new Evidence(
                "through it on its busiest day", gateway.busiestDay(days()), "bytes", null, through.hours(), measured));
        all.add(new Evidence(
                "through it in the last 24 hours",
                lastDay.total(),
                "bytes",
                null,
                lastDay.hours(),
                RuleNumbers.to3((double) lastDay.hours() / Hour.PER_DAY)));
        all.add(KnownDaysEvidence.sinceLast(used, "traffic"));
        all.add(KnownDaysEvidence.history(used));
        return all;
    }

    private int days() {
        return Math.max(1, hours / Hour.PER_DAY);
    }

    private static Remedy remedy(GatewaySnapshot gateway, GatewayFacts facts, GatewayBytes through, DaysAtWork used) {
        return switch (gateway.type()) {
            case NAT_GATEWAY -> through.total() > 0 ? sourceAdvice(gateway) : deletion(facts, used);
            case INTERFACE_ENDPOINT -> Remedy.advice(endpointAdvice(gateway, facts));
            case LOAD_BALANCER -> Remedy.advice(balancerAdvice(gateway, facts));
        };
    }

    /** What uses it would fail: an action does not delete it. */
    private static Remedy sourceAdvice(GatewaySnapshot gateway) {
        return Remedy.advice(
                "Something uses the NAT gateway, if only a little: find it by VPC flow logs, and let it do without, or use"
                        + " another NAT gateway or a gateway endpoint. Delete this one when nothing went through it for two weeks: aws ec2"
                        + " delete-nat-gateway --region " + gateway.region() + " --nat-gateway-id "
                        + Arn.parse(gateway.resource()).id() + ".");
    }

    /** Source: AWS PrivateLink guide, "Delete an interface endpoint". */
    private static String endpointAdvice(GatewaySnapshot gateway, GatewayFacts facts) {
        String service = facts.service() == null || facts.service().isEmpty() ? "its service" : facts.service();
        return "Delete the interface endpoint if nothing needs it: aws ec2 delete-vpc-endpoints --region "
                + gateway.region() + " --vpc-endpoint-ids "
                + Arn.parse(gateway.resource()).id()
                + ". Afterwards the private DNS names of " + service + " resolve to public addresses, which subnets"
                + " without a route to the internet cannot reach." + creator(facts);
    }

    /** Source: Elastic Load Balancing guides, "Delete a load balancer". */
    private static String balancerAdvice(GatewaySnapshot gateway, GatewayFacts facts) {
        return "Delete the load balancer if nothing needs it: aws elbv2 delete-load-balancer --region "
                + gateway.region() + " --load-balancer-arn " + gateway.resource()
                + ". Its listeners are deleted with it, its target groups and targets stay. The command is refused while"
                + " deletion protection is on, or an endpoint service uses it." + creator(facts);
    }

    private static String creator(GatewayFacts facts) {
        return facts.owner() == null || facts.owner().isEmpty()
                ? ""
                : " It belongs to " + facts.owner() + ", which may create it again: remove it there.";
    }

    private static Remedy deletion(GatewayFacts facts, DaysAtWork used) {
        List<String> lost = new ArrayList<>(RemedyAction.DELETE_NAT_GATEWAY.losses());
        if (!facts.connectivity().equals(PRIVATE)) {
            lost.add(RemedyAction.LOSS_OF_PUBLIC_GATEWAY);
        }
        return Remedy.of(
                RemedyAction.DELETE_NAT_GATEWAY,
                Map.of(),
                lost,
                "Delete the NAT gateway if nothing needs it. It is refused while anything was sent through it in the last"
                        + " 14 days. If something in its subnets rarely needs the internet, route these subnets to another NAT"
                        + " gateway of the VPC first. Release its Elastic IP addresses afterwards."
                        + KnownDaysEvidence.caution(used));
    }
}
