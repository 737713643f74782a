package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.AddressTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.profile.instance.StoppedFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An instance that has been stopped for long and still pays for volumes or public addresses. One that Gleaner itself keeps stopped, by a
 * schedule or in quarantine, is not found. Addresses alone are found earlier, as they can be released while the instance stays: a public
 * IPv4 address costs the same in use and idle.
 *
 * @param stoppedHours hours for which it must have been stopped
 * @param addressHours the same, where only its addresses are to be released
 */
record StoppedInstance(int stoppedHours, int addressHours, InstanceRemedies remedies, int effortMinutes)
        implements Rule<InstanceSnapshot> {

    static final RuleName NAME = new RuleName("stopped-instance", 1);

    /** Tags that Gleaner sets on an instance that it keeps stopped. */
    private static final Set<String> KEPT_STOPPED = Set.of("gleaner:schedule", "gleaner:quarantined");

    private static final String NOT_STOPPED = "it is not known to be stopped";

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    /** What it looks at is known at the end of an hour, without the hours before. */
    @Override
    public @Nullable String notApplicable(InstanceSnapshot snapshot) {
        return snapshot.facts().hasStopped() ? null : NOT_STOPPED;
    }

    /** One that runs cannot have been stopped for long soon. A day is left out, as the stop may have been before a listing told it. */
    @Override
    public @Nullable Hour certainlyNothingThrough(InstanceSnapshot snapshot) {
        int shortest = Math.min(stoppedHours, addressHours);
        return snapshot.facts().runs() ? snapshot.hour().plus(Math.max(0, shortest - Hour.PER_DAY)) : null;
    }

    @Override
    public int limitsHash() {
        return Objects.hash(stoppedHours, addressHours);
    }

    @Override
    public String adviceWhereNothingIsSaved() {
        return "Its termination saves nothing: an image of all its volumes would stay, which costs as much as the volumes that are deleted"
                + " with it. Delete the volumes that nobody needs, after a snapshot, and release its Elastic IP addresses.";
    }

    @Override
    public Verdict evaluate(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (!facts.hasStopped()) {
            return new Verdict.Nothing(NOT_STOPPED);
        }
        Map<String, String> tags = facts.tags();
        if (tags == null) {
            return new Verdict.Insufficient(List.of("its tags, which tell whether Gleaner keeps it stopped"));
        }
        if (tags.keySet().stream().anyMatch(KEPT_STOPPED::contains)) {
            return new Verdict.Nothing("Gleaner keeps it stopped, by a schedule or in quarantine");
        }
        StoppedFacts stopped = facts.stopped();
        Long since = stopped == null ? null : stopped.since();
        if (stopped == null || since == null) {
            return snapshot.isOlderThan(Duration.ofHours(stoppedHours))
                    ? new Verdict.Insufficient(
                            List.of("the time since which it is stopped: neither EC2 nor the trail tells it"))
                    : new Verdict.Nothing("it is known for less than " + stoppedHours / Hour.PER_DAY + " days");
        }
        return snapshot.hour().endMillis() - since < stoppedHours * Hour.MILLIS
                ? evaluateAddresses(snapshot, stopped, since)
                : evaluateCost(snapshot, stopped, since);
    }

    private Verdict evaluateAddresses(InstanceSnapshot snapshot, StoppedFacts stopped, long since) {
        Integer addresses = stopped.publicAddresses();
        boolean isLong = snapshot.hour().endMillis() - since >= addressHours * Hour.MILLIS;
        if (!isLong || addresses == null || addresses == 0) {
            return new Verdict.Nothing("it is stopped for less than " + stoppedHours / Hour.PER_DAY + " days");
        }
        return new Verdict.Found(
                () -> List.of(
                        stoppedFor(snapshot, since, addressHours),
                        new Evidence("public addresses", addresses, "addresses", null, 1, 1)),
                () -> List.of(InstanceRemedies.releaseAddresses(snapshot)),
                prices -> prices.sum(List.of(AddressTariff.hours(addresses, snapshot.region())))
                        .certain());
    }

    private static Evidence stoppedFor(InstanceSnapshot snapshot, long since, int limitHours) {
        double days = (snapshot.hour().endMillis() - since) / (double) (Hour.PER_DAY * Hour.MILLIS);
        return new Evidence("stopped for", RuleNumbers.to3(days), "days", (double) limitHours / Hour.PER_DAY, 1, 1);
    }

    private Verdict evaluateCost(InstanceSnapshot snapshot, StoppedFacts stopped, long since) {
        List<StoppedFacts.AttachedVolumeFacts> volumes = stopped.volumes();
        Integer addresses = stopped.publicAddresses();
        if (volumes == null || addresses == null) {
            return new Verdict.Insufficient(List.of("its volumes and addresses: ec2:DescribeVolumes is needed"));
        }
        if (volumes.isEmpty() && addresses == 0) {
            return new Verdict.Nothing("it has neither volumes nor public addresses that are paid for");
        }
        return new Verdict.Found(
                () -> evidence(snapshot, volumes, addresses, since),
                () -> List.of(remedies.stopped(snapshot)),
                prices -> TerminationSaving.of(prices, volumes, addresses, snapshot.region())
                        .withCharge(Saving.Charge.ofVolumes(snapshot.resource(), false)));
    }

    private List<Evidence> evidence(
            InstanceSnapshot snapshot, List<StoppedFacts.AttachedVolumeFacts> volumes, int addresses, long since) {
        List<Evidence> evidence = new ArrayList<>(List.of(
                stoppedFor(snapshot, since, stoppedHours),
                new Evidence("volumes", volumes.size(), "volumes", null, 1, 1),
                new Evidence("public addresses", addresses, "addresses", null, 1, 1)));
        if (volumes.stream().allMatch(volume -> volume.size() != null)) {
            long bytes = volumes.stream()
                    .map(StoppedFacts.AttachedVolumeFacts::size)
                    .mapToLong(size -> size == null ? 0 : size)
                    .sum();
            evidence.add(2, new Evidence("size of the volumes", bytes, "bytes", null, volumes.size(), 1));
        }
        return evidence;
    }
}
