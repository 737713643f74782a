package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A gp2 volume that costs less as a gp3 volume with at least the same IOPS and throughput, what has to be bought extra included.
 * For volumes between 171 and about 250 GiB the throughput often costs more than the size saves.
 */
public record OldVolumeType(ListingSilence silence, int effortMinutes) implements Rule<PricedSnapshot<VolumeFacts>> {

    static final String NAME = "old-volume-type";

    /** Below it a saving is shown as zero, USD a month. */
    private static final BigDecimal LEAST_SAVING = new BigDecimal("0.005");

    private static final String OLD = "gp2";
    private static final Set<String> LASTING_STATES = Set.of("in-use", "available");

    /** As the action {@code modify-volume} tells them. */
    private static final List<String> LOST_BY_CHANGE = List.of(
            "the speed while EC2 optimizes the volume", "six hours in which nobody can modify it, not even enlarge it");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return ForgottenStorage.STEP;
    }

    @Override
    public int hours() {
        return 1;
    }

    @Override
    public Verdict evaluate(PricedSnapshot<VolumeFacts> input) {
        VolumeFacts volume = input.facts();
        if (volume == null) {
            return new Verdict.Nothing(ForgottenStorage.NOT_LISTED);
        }
        if (!volume.type().equals(OLD)) {
            return new Verdict.Nothing("it is not of type " + OLD);
        }
        if (!LASTING_STATES.contains(volume.state())) {
            return new Verdict.Nothing("it is neither attached nor available");
        }
        Long size = volume.size();
        return size == null
                ? new Verdict.Insufficient(List.of("its size"))
                : silence.orInsufficient(input, evaluate(input, volume, VolumeCharges.gibibytes(size)));
    }

    private Verdict evaluate(PricedSnapshot<VolumeFacts> input, VolumeFacts volume, long gibibytes) {
        List<BilledUnits> before = VolumeCharges.of(volume).units();
        List<BilledUnits> after = asGp3(volume).units();
        Optional<BigDecimal> now = BilledUnits.cost(before, input.prices());
        Optional<BigDecimal> then = BilledUnits.cost(after, input.prices());
        if (now.isEmpty() || then.isEmpty()) {
            List<String> unknown = new ArrayList<>(BilledUnits.unknownPrices(before, input.prices()));
            unknown.addAll(BilledUnits.unknownPrices(after, input.prices()));
            return new Verdict.Insufficient(unknown);
        }
        return now.get().subtract(then.get()).compareTo(LEAST_SAVING) < 0
                ? new Verdict.Nothing("gp3 of the same performance would not cost less")
                : new Verdict.Found(
                        () -> evidence(volume, gibibytes, now.get(), then.get()),
                        () -> List.of(remedy(volume, gibibytes)));
    }

    /** The charges of a gp2 volume, whose size is known, after the change. */
    public static VolumeCharges asGp3(VolumeFacts volume) {
        Long size = volume.size();
        long gibibytes = size == null ? 0 : VolumeCharges.gibibytes(size);
        return VolumeCharges.asGp3(volume, VolumeCharges.Gp3Performance.ofGp2(gibibytes));
    }

    private static List<Evidence> evidence(VolumeFacts volume, long gibibytes, BigDecimal now, BigDecimal then) {
        return List.of(
                new Evidence("size", gibibytes, "GiB", null, 1, 1),
                new Evidence("baseline of gp2", VolumeCharges.Gp3Performance.gp2Iops(gibibytes), "IOPS", null, 1, 1),
                new Evidence(
                        "largest throughput of gp2",
                        VolumeCharges.Gp3Performance.gp2Throughput(gibibytes),
                        "MiB/s",
                        null,
                        1,
                        1),
                new Evidence("attachments", volume.attachments(), "attachments", null, 1, 1),
                new Evidence("cost as gp2", RuleNumbers.to3(now.doubleValue()), "USD a month", null, 1, 1),
                new Evidence(
                        "cost as gp3",
                        RuleNumbers.to3(then.doubleValue()),
                        "USD a month",
                        RuleNumbers.to3(now.doubleValue()),
                        1,
                        1));
    }

    private static Remedy remedy(VolumeFacts volume, long gibibytes) {
        VolumeCharges.Gp3Performance target = VolumeCharges.Gp3Performance.ofGp2(gibibytes);
        String performance = target.iops() + " IOPS and " + target.throughput() + " MiB/s";
        return volume.owner().isEmpty()
                ? new Remedy(
                        "modify-volume",
                        Map.of(
                                "type", "gp3",
                                "iops", Integer.toString(target.iops()),
                                "throughput", Integer.toString(target.throughput())),
                        true,
                        LOST_BY_CHANGE,
                        "Change the volume to gp3 with " + performance
                                + ", at least what gp2 gives it, while it is in use. What makes new volumes (templates,"
                                + " storage classes) should name gp3 too.")
                : Remedy.advice(ForgottenStorage.ownedBy(volume.owner()) + " Set the type there: gp3 with "
                        + performance + ", at least what gp2 gives it.");
    }
}
