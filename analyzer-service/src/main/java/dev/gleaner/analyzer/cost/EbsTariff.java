package dev.gleaner.analyzer.cost;

import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.contracts.resource.Gp3Limits;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a volume is billed for: its size and, depending on its type, its provisioned performance. Requests to magnetic volumes
 * ({@code standard}) are not included; an unattached one has none.
 *
 * @param unknown what has to be known of the volume and is not; null if all is known
 */
public record EbsTariff(
        List<BilledQuantity> units, @Nullable String unknown) {

    /**
     * IOPS of an io2 volume at the first of its three prices. Further ones are cheaper; their price is not known here, so they
     * are left out. Source: Amazon EBS pricing, io2, as quoted by hub.pointfive.co (looked up 2026-11-28).
     */
    private static final int IO2_FIRST_TIER = 32_000;

    private static final long GIBIBYTE = 1L << 30;
    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1L << 20);
    private static final String EBS = "ebs";

    public EbsTariff {
        units = List.copyOf(units);
    }

    /** The charges of a volume as listed. */
    public static EbsTariff of(VolumeFacts volume) {
        Long size = volume.size();
        String type = volume.type();
        if (size == null || type.isEmpty()) {
            return unknown("its size or type");
        }
        Integer iops = volume.iops();
        List<BilledQuantity> units = new ArrayList<>();
        units.add(storage(volume, type));
        switch (type) {
            case "gp3" -> {
                Long throughput = volume.throughput();
                if (iops == null || throughput == null) {
                    return unknown("its provisioned IOPS or throughput");
                }
                addGp3(units, volume.region(), BigDecimal.valueOf(iops), mebibytes(throughput));
            }
            case "io1", "io2" -> {
                if (iops == null) {
                    return unknown("its provisioned IOPS");
                }
                int billed = type.equals("io2") ? Math.min(iops, IO2_FIRST_TIER) : iops;
                units.add(iops(type, volume.region(), BigDecimal.valueOf(billed)));
            }
            default -> {
                // Of all other types only the size is billed.
            }
        }
        return new EbsTariff(units, null);
    }

    /** Whether a gp3, io1 or io2 volume has performance that is billed beside its size. */
    public static boolean isAboveIncluded(VolumeFacts volume) {
        Integer iops = volume.iops();
        Long throughput = volume.throughput();
        return !volume.type().equals("gp3")
                || (iops != null && iops > Gp3Limits.INCLUDED_IOPS)
                || (throughput != null
                        && mebibytes(throughput).compareTo(BigDecimal.valueOf(Gp3Limits.INCLUDED_THROUGHPUT)) > 0);
    }

    /**
     * The blocks of a snapshot.
     *
     * @param type of the price: {@code snapshot}, {@code snapshot-archive}
     * @param limit before what they are, for a person; empty if they are as many as that
     */
    public static BilledQuantity snapshot(String region, String type, long bytes, String limit) {
        String what = (limit + " " + type + " GB").strip();
        return BilledQuantity.of(EBS, type, region, "gb-month", BilledQuantity.gibibytes(bytes), what);
    }

    private static BilledQuantity storage(VolumeFacts volume, String type) {
        Long size = volume.size();
        BigDecimal gigabytes = size == null ? BigDecimal.ZERO : BilledQuantity.gibibytes(size);
        return BilledQuantity.of(EBS, type, volume.region(), "gb-month", gigabytes, type + " GB");
    }

    private static void addGp3(List<BilledQuantity> units, String region, BigDecimal iops, BigDecimal throughput) {
        BigDecimal moreIops = iops.subtract(BigDecimal.valueOf(Gp3Limits.INCLUDED_IOPS));
        BigDecimal moreThroughput = throughput.subtract(BigDecimal.valueOf(Gp3Limits.INCLUDED_THROUGHPUT));
        if (moreIops.signum() > 0) {
            units.add(iops("gp3", region, moreIops));
        }
        if (moreThroughput.signum() > 0) {
            units.add(BilledQuantity.of(EBS, "gp3-throughput", region, "mibps-month", moreThroughput, "gp3 MiB/s"));
        }
    }

    private static BilledQuantity iops(String type, String region, BigDecimal iops) {
        return BilledQuantity.of(EBS, type + "-iops", region, "iops-month", iops, type + " IOPS");
    }

    /** Whole GiB, in which EBS provisions, rounded up. */
    public static long gibibytes(long bytes) {
        return Math.floorDiv(bytes + GIBIBYTE - 1, GIBIBYTE);
    }

    private static BigDecimal mebibytes(long bytes) {
        return BigDecimal.valueOf(bytes).divide(MEBIBYTE, MathContext.DECIMAL64);
    }

    private static EbsTariff unknown(String what) {
        return new EbsTariff(List.of(), what);
    }
}
