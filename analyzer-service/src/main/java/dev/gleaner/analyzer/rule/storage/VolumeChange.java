package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.cost.EbsTariff;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.profile.inventory.VolumeIoSnapshot;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Gp3Limits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume with another type or less performance. */
record VolumeChange(VolumeFacts before, VolumeFacts after) {

    /** Proposed IOPS and MiB/s are multiples of these, so that small changes of the use do not change the proposal. */
    static final int IOPS_STEP = 100;

    static final int THROUGHPUT_STEP = 5;

    private static final String GP3 = "gp3";
    private static final long MEBIBYTE = 1L << 20;

    /** Least IOPS of io1 and io2. Source: Amazon EC2 API Reference, ModifyVolume, Iops. */
    private static final int IO_LEAST_IOPS = 100;

    /**
     * Ways to give a volume no more performance than it needs, and never more than it has.
     *
     * @param iops needed; null if not known
     * @param throughput needed, MiB/s; null if not known
     */
    static List<VolumeChange> lessPerformance(VolumeFacts volume, @Nullable Long iops, @Nullable Long throughput) {
        Integer boughtIops = volume.iops();
        if (boughtIops == null) {
            return List.of();
        }
        if (volume.type().equals(GP3)) {
            return lessOfGp3(volume, boughtIops, iops, throughput);
        }
        if (iops == null || throughput == null) {
            return List.of();
        }
        List<VolumeChange> changes = new ArrayList<>();
        long needed = Math.max(iops, Gp3Limits.IOPS_PER_MEBIBYTE * throughput);
        if (needed < boughtIops) {
            int lower = (int) Math.max(needed, IO_LEAST_IOPS);
            changes.add(new VolumeChange(volume, volume.withPerformance(volume.type(), lower, null)));
        }
        long gp3Throughput = Math.max(throughput, Gp3Limits.INCLUDED_THROUGHPUT);
        long gp3Iops = Math.max(iops, Math.max(Gp3Limits.INCLUDED_IOPS, Gp3Limits.IOPS_PER_MEBIBYTE * gp3Throughput));
        if (fitsGp3(volume, gp3Iops, gp3Throughput)) {
            changes.add(new VolumeChange(volume, volume.withPerformance(GP3, (int) gp3Iops, (int) gp3Throughput)));
        }
        return changes;
    }

    /** What is not known stays as it is. */
    private static List<VolumeChange> lessOfGp3(
            VolumeFacts volume, int boughtIops, @Nullable Long iops, @Nullable Long throughput) {
        Long bytes = volume.throughput();
        if (bytes == null) {
            return List.of();
        }
        long bought = bytes / MEBIBYTE;
        long lowerThroughput =
                throughput == null ? bought : Math.min(bought, Math.max(throughput, Gp3Limits.INCLUDED_THROUGHPUT));
        long needed = Math.max(iops == null ? boughtIops : iops, Gp3Limits.IOPS_PER_MEBIBYTE * lowerThroughput);
        long lowerIops = Math.min(boughtIops, Math.max(needed, Gp3Limits.INCLUDED_IOPS));
        return lowerIops == boughtIops && lowerThroughput == bought
                ? List.of()
                : List.of(
                        new VolumeChange(volume, volume.withPerformance(GP3, (int) lowerIops, (int) lowerThroughput)));
    }

    /** A gp3 volume can be attached to one instance only. */
    private static boolean fitsGp3(VolumeFacts volume, long iops, long throughput) {
        Long size = volume.size();
        return size != null
                && volume.attachments() <= 1
                && Gp3Limits.allow(EbsTariff.gibibytes(size), iops, throughput);
    }

    /** {@code 3000 IOPS and 125 MiB/s}. */
    String performance() {
        Long bytes = after.throughput();
        return after.iops() + " IOPS" + (bytes == null ? "" : " and " + bytes / MEBIBYTE + " MiB/s");
    }

    /** The parameters of {@code modify-volume}, which changes volumes to gp3 only. */
    Map<String, String> parameters() {
        long throughput = Objects.requireNonNull(after.throughput()) / MEBIBYTE;
        return Map.of("type", GP3, "iops", String.valueOf(after.iops()), "throughput", String.valueOf(throughput));
    }

    /** A line for each price that is not known. */
    List<String> unknownPrices(VolumeIoSnapshot input) {
        List<String> unknown = new ArrayList<>(
                BilledQuantity.unknownPrices(EbsTariff.of(before).units(), input.prices()));
        unknown.addAll(BilledQuantity.unknownPrices(EbsTariff.of(after).units(), input.prices()));
        return unknown;
    }

    /** With what both cost; empty if a price is not known. */
    Optional<Priced> priced(VolumeIoSnapshot input) {
        List<BilledQuantity> unitsBefore = EbsTariff.of(before).units();
        List<BilledQuantity> unitsAfter = EbsTariff.of(after).units();
        return BilledQuantity.cost(unitsBefore, input.prices())
                .flatMap(costBefore -> BilledQuantity.cost(unitsAfter, input.prices())
                        .map(costAfter -> new Priced(this, unitsBefore, unitsAfter, costBefore, costAfter)));
    }

    /**
     * A change with what both volumes cost.
     *
     * @param unitsBefore what the volume is billed for as it is
     * @param unitsAfter what it would be billed for
     * @param costBefore USD a month
     * @param costAfter USD a month
     */
    record Priced(
            VolumeChange change,
            List<BilledQuantity> unitsBefore,
            List<BilledQuantity> unitsAfter,
            BigDecimal costBefore,
            BigDecimal costAfter) {

        /** USD a month. */
        BigDecimal saved() {
            return costBefore.subtract(costAfter);
        }

        /** What the volume costs more than the other one. */
        Saving saving(DatedPrices prices) {
            return Saving.priced(
                    saved(),
                    saved(),
                    saved(),
                    prices.sum(unitsBefore).basis() + "; less "
                            + prices.sum(unitsAfter).basis());
        }
    }
}
