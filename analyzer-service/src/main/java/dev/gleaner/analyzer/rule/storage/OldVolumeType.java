package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.EbsTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.profile.inventory.VolumeIoSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A volume that would cost less with another type, or with less provisioned performance:
 *
 * <ul>
 *   <li>a gp2 volume that costs less as a gp3 volume with at least the same IOPS and throughput, what has to be bought extra
 *       included. For volumes between 171 and about 250 GiB the throughput often costs more than the size saves;
 *   <li>a gp3, io1 or io2 volume with more IOPS or throughput than the 99th percentile of its use by the minute needs.
 * </ul>
 *
 * @param hours of use that are looked at, before the day of the evaluated hour
 * @param coverage least share of the minutes of these hours whose use has to be known, percent
 * @param margin by which the proposed performance exceeds the percentile, percent
 * @param minimum saving below which a volume is not reported, USD a month
 */
public record OldVolumeType(
        int hours, int coverage, int margin, BigDecimal minimum, ListingAbsenceLimit silence, int effortMinutes)
        implements Rule<VolumeIoSnapshot> {

    static final RuleName NAME = new RuleName("old-volume-type", 2);

    /** Below it a saving is shown as zero, USD a month. */
    private static final BigDecimal SHOWN = new BigDecimal("0.005");

    private static final String OLD = "gp2";
    private static final String GP3 = "gp3";
    private static final Set<String> PROVISIONED = Set.of(GP3, "io1", "io2");
    private static final String IN_USE = "in-use";
    private static final Set<String> LASTING_STATES = Set.of(IN_USE, "available");

    /** As the action {@code modify-volume} tells them. */
    private static final List<String> LOST_BY_CHANGE = List.of(
            "the speed while EC2 optimizes the volume", "six hours in which nobody can modify it, not even enlarge it");

    public OldVolumeType {
        minimum = minimum.max(SHOWN);
    }

    /** The rule as configured. */
    public static OldVolumeType of(RuleSettings settings) {
        OldVolumeTypeConfig config = settings.of(OldVolumeTypeConfig.class);
        return new OldVolumeType(
                RuleNumbers.hours(config.window()),
                config.coverage(),
                config.margin(),
                config.minimum(),
                ListingAbsenceLimit.of(settings.of(ListingsConfig.class).volumes()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(VolumeIoSnapshot input) {
        VolumeFacts volume = input.facts();
        if (volume == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        if (!LASTING_STATES.contains(volume.state())) {
            return new Verdict.Nothing("it is neither attached nor available");
        }
        if (!volume.type().equals(OLD) && !PROVISIONED.contains(volume.type())) {
            return new Verdict.Nothing("its type is neither " + OLD + " nor one with provisioned performance");
        }
        if (volume.size() == null) {
            return new Verdict.Insufficient(List.of("its size"));
        }
        return silence.orInsufficient(
                input, volume.type().equals(OLD) ? evaluateType(input, volume) : evaluateUse(input, volume));
    }

    private Verdict evaluateType(VolumeIoSnapshot input, VolumeFacts volume) {
        VolumeChange change = new VolumeChange(volume, asGp3(volume));
        Optional<VolumeChange.Priced> priced = change.priced(input);
        if (priced.isEmpty()) {
            return new Verdict.Insufficient(change.unknownPrices(input));
        }
        VolumeChange.Priced known = priced.get();
        return known.saved().compareTo(minimum) >= 0
                ? new Verdict.Found(() -> evidenceOfType(known), () -> List.of(remedyOfType(change)), known::saving)
                : new Verdict.Nothing("gp3 of the same performance would not cost less by the minimum");
    }

    private static VolumeFacts asGp3(VolumeFacts volume) {
        Gp3Performance performance = Gp3Performance.ofGp2(gibibytes(volume));
        return volume.withPerformance(GP3, performance.iops(), performance.throughput());
    }

    /** What a detached volume costs is a matter of {@code forgotten-storage}: CloudWatch does not measure it. */
    private Verdict evaluateUse(VolumeIoSnapshot input, VolumeFacts volume) {
        if (!volume.state().equals(IN_USE) || volume.attachments() == 0) {
            return new Verdict.Nothing("it is not attached, so that its use is not measured");
        }
        Integer iops = volume.iops();
        Long throughput = volume.throughput();
        if (!EbsTariff.isAboveIncluded(volume)) {
            return new Verdict.Nothing("no listing shows more performance than its size pays for");
        }
        if (iops == null || (throughput == null && volume.type().equals(GP3))) {
            return new Verdict.Insufficient(List.of("its provisioned IOPS or throughput"));
        }
        Long created = volume.created();
        if (created != null && input.hour().endMillis() - created < hours * Hour.MILLIS) {
            return new Verdict.Nothing("it is younger than " + ForgottenStorage.days(hours));
        }
        return evaluateUse(input, volume, measured(input));
    }

    private Verdict evaluateUse(VolumeIoSnapshot input, VolumeFacts volume, MeasuredPerformance performance) {
        List<String> missing = performance.missing(coverage);
        List<VolumeChange> possible = changes(volume, performance);
        List<String> unknown = possible.stream()
                .flatMap(change -> change.unknownPrices(input).stream())
                .distinct()
                .toList();
        Optional<VolumeChange.Priced> change = cheapest(input, possible);
        if (change.isEmpty()) {
            List<String> all = new ArrayList<>(missing);
            all.addAll(unknown);
            return all.isEmpty()
                    ? new Verdict.Nothing(
                            "its use needs the performance that it has, or nothing else costs less by the minimum")
                    : new Verdict.Insufficient(all);
        }
        VolumeChange.Priced cheapest = change.get();
        return new Verdict.Found(
                () -> evidenceOfUse(cheapest, performance),
                () -> List.of(remedyOfUse(cheapest.change())),
                cheapest::saving);
    }

    private MeasuredPerformance measured(VolumeIoSnapshot input) {
        int days = (hours + Hour.PER_DAY - 1) / Hour.PER_DAY + 1;
        return MeasuredPerformance.of(input.io(days), coverage);
    }

    private List<VolumeChange> changes(VolumeFacts volume, MeasuredPerformance performance) {
        return VolumeChange.lessPerformance(
                volume,
                performance.iops(margin, VolumeChange.IOPS_STEP),
                performance.throughput(margin, VolumeChange.THROUGHPUT_STEP));
    }

    private Optional<VolumeChange.Priced> cheapest(VolumeIoSnapshot input, List<VolumeChange> changes) {
        return changes.stream()
                .flatMap(change -> change.priced(input).stream())
                .filter(change -> change.saved().compareTo(minimum) >= 0)
                .max(Comparator.comparing(VolumeChange.Priced::saved));
    }

    private static List<Evidence> evidenceOfType(VolumeChange.Priced change) {
        VolumeFacts volume = change.change().before();
        long gibibytes = gibibytes(volume);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("size", gibibytes, "GiB", null, 1, 1));
        evidence.add(new Evidence("baseline of gp2", Gp3Performance.gp2Iops(gibibytes), "IOPS", null, 1, 1));
        evidence.add(new Evidence(
                "largest throughput of gp2", Gp3Performance.gp2Throughput(gibibytes), "MiB/s", null, 1, 1));
        evidence.add(new Evidence("attachments", volume.attachments(), "attachments", null, 1, 1));
        evidence.addAll(evidenceOfCost(change, "cost as gp2", "cost as gp3"));
        return evidence;
    }

    private static List<Evidence> evidenceOfUse(VolumeChange.Priced change, MeasuredPerformance performance) {
        VolumeFacts volume = change.change().before();
        Integer iops = volume.iops();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("size", gibibytes(volume), "GiB", null, 1, 1));
        evidence.addAll(performance.evidence(iops == null ? 0 : iops, volume.throughput()));
        evidence.addAll(evidenceOfCost(change, "cost as it is", "cost after the change"));
        return evidence;
    }

    private static List<Evidence> evidenceOfCost(VolumeChange.Priced change, String now, String then) {
        double before = RuleNumbers.to3(change.costBefore().doubleValue());
        double after = RuleNumbers.to3(change.costAfter().doubleValue());
        return List.of(
                new Evidence(now, before, "USD a month", null, 1, 1),
                new Evidence(then, after, "USD a month", before, 1, 1));
    }

    private static Remedy remedyOfType(VolumeChange change) {
        String performance = change.performance();
        String owner = change.before().owner();
        return owner.isEmpty()
                ? modify(
                        change,
                        LOST_BY_CHANGE,
                        "Change the volume to gp3 with " + performance
                                + ", at least what gp2 gives it, while it is in use. What makes new volumes (templates,"
                                + " storage classes) should name gp3 too.")
                : Remedy.advice(ForgottenStorage.ownedBy(owner) + " Set the type there: gp3 with " + performance
                        + ", at least what gp2 gives it.");
    }

    private Remedy remedyOfUse(VolumeChange change) {
        VolumeFacts volume = change.before();
        String type = change.after().type();
        String what = type + " with " + change.performance() + ", which is " + margin
                + " % more than 99 % of the minutes of the last " + ForgottenStorage.days(hours) + " needed, or what "
                + type + " has at least";
        if (!volume.owner().isEmpty()) {
            return Remedy.advice(ForgottenStorage.ownedBy(volume.owner()) + " Set this there: " + what + ".");
        }
        if (!type.equals(GP3)) {
            return Remedy.advice("Lower the IOPS of the volume, while it is in use: " + what
                    + ". aws ec2 modify-volume --volume-id VOLUME --iops "
                    + change.after().iops());
        }
        List<String> lost = new ArrayList<>(LOST_BY_CHANGE);
        lost.add("performance above " + change.performance());
        if (!volume.type().equals(GP3)) {
            lost.add("the steadier latency of " + volume.type() + ", and the higher durability of io2");
        }
        return modify(change, lost, "Change the volume, while it is in use, to " + what + ".");
    }

    private static Remedy modify(VolumeChange change, List<String> lost, String text) {
        return Remedy.of(RemedyAction.MODIFY_VOLUME, change.parameters(), lost, text);
    }

    private static long gibibytes(VolumeFacts volume) {
        Long size = volume.size();
        return size == null ? 0 : EbsTariff.gibibytes(size);
    }
}
