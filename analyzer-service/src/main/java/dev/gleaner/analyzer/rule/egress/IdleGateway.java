package dev.gleaner.analyzer.rule.egress;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.NatGatewayBytes;
import dev.gleaner.analyzer.profile.inventory.NatGatewayFacts;
import dev.gleaner.analyzer.profile.inventory.NatGatewaySnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A NAT gateway with hardly any bytes. It costs as much by the hour as one that is used.
 *
 * @param bytes in both directions in these hours from which it counts as used
 * @param coverage share of the hours that need a value, 0 to 1
 * @param unlistedHours for which it may be missing in complete listings
 */
public record IdleGateway(int hours, long bytes, double coverage, int unlistedHours, int effortMinutes)
        implements Rule<NatGatewaySnapshot> {

    static final String NAME = "idle-gateway";

    private static final String AVAILABLE = "available";
    private static final String PRIVATE = "private";

    /** The rule as configured. */
    public static IdleGateway of(IdleGatewayConfig config) {
        return new IdleGateway(
                RuleNumbers.hours(config.window()),
                Math.round(config.bytes()),
                config.coverage(),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return 3;
    }

    @Override
    public Verdict evaluate(NatGatewaySnapshot gateway) {
        NatGatewayFacts facts = gateway.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        if (!facts.state().equals(AVAILABLE)) {
            return new Verdict.Nothing("its state is " + facts.state() + ", not " + AVAILABLE);
        }
        NatGatewayBytes through = gateway.bytes(hours);
        if (through.total() >= bytes) {
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
        return missing.isEmpty()
                ? new Verdict.Found(() -> evidence(gateway, through), () -> List.of(remedy(facts)))
                : new Verdict.Insufficient(missing);
    }

    private List<String> missing(NatGatewaySnapshot gateway, @Nullable Long created, NatGatewayBytes through) {
        List<String> missing = new ArrayList<>();
        if (created == null) {
            missing.add("its time of creation");
        }
        if (through.hours() < coverage * hours) {
            missing.add("its bytes in " + (hours - through.hours()) + " of " + hours + " hours");
        }
        Long last = gateway.listed().lastListed();
        if (last != null && gateway.hour().endMillis() - last > unlistedHours * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    private List<Evidence> evidence(NatGatewaySnapshot gateway, NatGatewayBytes through) {
        double measured = RuleNumbers.to3((double) through.hours() / hours);
        NatGatewayBytes lastDay = gateway.bytes(Hour.PER_DAY);
        return List.of(
                new Evidence("through it", through.total(), "bytes", (double) bytes, through.hours(), measured),
                new Evidence("sent to destinations", through.sent(), "bytes", null, through.hours(), measured),
                new Evidence(
                        "received from destinations", through.received(), "bytes", null, through.hours(), measured),
                new Evidence(
                        "through it on its busiest day",
                        gateway.busiestDay(days()),
                        "bytes",
                        null,
                        through.hours(),
                        measured),
                new Evidence(
                        "through it in the last 24 hours",
                        lastDay.total(),
                        "bytes",
                        null,
                        lastDay.hours(),
                        RuleNumbers.to3((double) lastDay.hours() / Hour.PER_DAY)));
    }

    private int days() {
        return Math.max(1, hours / Hour.PER_DAY);
    }

    /** As the action {@code delete-nat-gateway} states them. */
    private static Remedy remedy(NatGatewayFacts facts) {
        List<String> lost = new ArrayList<>(List.of(
                "the id of the NAT gateway, and with it what refers to it outside of the routes",
                "what could not be sent over its routes until the undo"));
        if (!facts.connectivity().equals(PRIVATE)) {
            lost.add("the private address of the NAT gateway, and the cost of its Elastic IP addresses, which stay"
                    + " allocated");
        }
        return new Remedy(
                "delete-nat-gateway",
                Map.of(),
                false,
                lost,
                "Delete the NAT gateway if nothing needs it. It is refused while anything was sent through it in the last"
                        + " 24 hours. If something in its subnets rarely needs the internet, route these subnets to another NAT"
                        + " gateway of the VPC first. Release its Elastic IP addresses afterwards.");
    }
}
