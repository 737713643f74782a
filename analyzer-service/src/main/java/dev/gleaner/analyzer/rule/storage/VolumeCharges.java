package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.cost.BilledUnits;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
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
public record VolumeCharges(
        List<BilledUnits> units, @Nullable String unknown) {

    /**
     * IOPS and MiB/s that the size of a gp3 volume pays for. Source: Amazon EBS User Guide, "General Purpose SSD volumes", gp3
     * performance, as quoted by saisci.com/aws/gp3-throughput-explained (looked up 2026-11-28).
     */
    static final int GP3_IOPS = 3000;

    static final int GP3_THROUGHPUT = 125;

    /**
     * IOPS of an io2 volume at the first of its three prices. Further ones are cheaper; their price is not known here, so they
     * are left out. Source: Amazon EBS pricing, io2, as quoted by hub.pointfive.co (looked up 2026-11-28).
     */
    private static final int IO2_FIRST_TIER = 32_000;

    private static final long GIBIBYTE = 1L << 30;
    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1L << 20);
    private static final String EBS = "ebs";

    public VolumeCharges {
        units = List.copyOf(units);
    }

    /** The charges of a volume as listed. */
    public static VolumeCharges of(VolumeFacts volume) {
        Long size = volume.size();
        String type = volume.type();
        if (size == null || type.isEmpty()) {
            return unknown("its size or type");
        }
        Integer iops = volume.iops();
        List<BilledUnits> units = new ArrayList<>();
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
        return new VolumeCharges(units, null);
    }

    /** Whether a gp3, io1 or io2 volume has performance that is billed beside its size. */
    static boolean isAboveIncluded(VolumeFacts volume) {
        Integer iops = volume.iops();
        Long throughput = volume.throughput();
        return !volume.type().equals("gp3")
                || (iops != null && iops > GP3_IOPS)
                || (throughput != null && mebibytes(throughput).compareTo(BigDecimal.valueOf(GP3_THROUGHPUT)) > 0);
    }

    private static BilledUnits storage(VolumeFacts volume, String type) {
        Long size = volume.size();
        BigDecimal gigabytes = size == null ? BigDecimal.ZERO : BilledUnits.gibibytes(size);
        return BilledUnits.of(EBS, type, volume.region(), "gb-month", gigabytes, type + " GB");
    }

    private static void addGp3(List<BilledUnits> units, String region, BigDecimal iops, BigDecimal throughput) {
        BigDecimal moreIops = iops.subtract(BigDecimal.valueOf(GP3_IOPS));
        BigDecimal moreThroughput = throughput.subtract(BigDecimal.valueOf(GP3_THROUGHPUT));
        if (moreIops.signum() > 0) {
            units.add(iops("gp3", region, moreIops));
        }
        if (moreThroughput.signum() > 0) {
            units.add(BilledUnits.of(EBS, "gp3-throughput", region, "mibps-month", moreThroughput, "gp3 MiB/s"));
        }
    }

    private static BilledUnits iops(String type, String region, BigDecimal iops) {
        return BilledUnits.of(EBS, type + "-iops", region, "iops-month", iops, type + " IOPS");
    }

    /** Whole GiB, in which EBS provisions, rounded up. */
    static long gibibytes(long bytes) {
        return Math.floorDiv(bytes + GIBIBYTE - 1, GIBIBYTE);
    }

    private static BigDecimal mebibytes(long bytes) {
        return BigDecimal.valueOf(bytes).divide(MEBIBYTE, MathContext.DECIMAL64);
    }

    private static VolumeCharges unknown(String what) {
        return new VolumeCharges(List.of(), what);
    }

    /**
     * Performance of a gp3 volume that is never below that of a gp2 volume.
     *
     * @param iops I/O operations per second
     * @param throughput MiB/s
     */
    record Gp3Performance(int iops, int throughput) {

        /**
         * gp2: 3 IOPS a GiB, at least 100 and at most 16,000. Volumes below 1,000 GiB burst to 3,000, which gp3 includes.
         * Throughput is at most 128 MiB/s up to 170 GiB and at most 250 MiB/s above. Source: Amazon EBS User Guide, "General
         * Purpose SSD volumes", gp2 performance, as quoted by saisci.com/aws/gp2-throughput-explained-ebs-volumes (looked up
         * 2026-11-28).
         */
        private static final int IOPS_PER_GIB = 3;

        private static final int LEAST_IOPS = 100;
        private static final int MOST_IOPS = 16_000;
        private static final long LOW_THROUGHPUT_GIB = 170;
        private static final int LOW_THROUGHPUT = 128;
        private static final int HIGH_THROUGHPUT = 250;

        /** At least that of a gp2 volume of a size in GiB. */
        static Gp3Performance ofGp2(long gibibytes) {
            return new Gp3Performance(
                    Math.max(GP3_IOPS, gp2Iops(gibibytes)), Math.max(GP3_THROUGHPUT, gp2Throughput(gibibytes)));
        }

        /** Baseline of a gp2 volume. */
        static int gp2Iops(long gibibytes) {
            return (int) Math.min(MOST_IOPS, Math.max(LEAST_IOPS, IOPS_PER_GIB * gibibytes));
        }

        /** Largest throughput of a gp2 volume, MiB/s. */
        static int gp2Throughput(long gibibytes) {
            return gibibytes <= LOW_THROUGHPUT_GIB ? LOW_THROUGHPUT : HIGH_THROUGHPUT;
        }
    }
}
