package dev.gleaner.analyzer.cost;

/**
 * What a gp3 volume may have, and what its size pays for. Source: Amazon EBS User Guide, "General Purpose SSD volumes", gp3 performance, as quoted
 * by saisci.com/aws/gp3-throughput-explained (looked up 2026-11-28).
 */
public final class Gp3Limits {

    /** IOPS that its size pays for. */
    public static final int INCLUDED_IOPS = 3000;

    /** MiB/s that its size pays for. */
    public static final int INCLUDED_THROUGHPUT = 125;

    /** IOPS that it needs for each MiB/s. */
    public static final int IOPS_PER_MEBIBYTE = 4;

    /** The largest values, as the action {@code modify-volume} has them, and as AWS announced them in September 2025. */
    private static final int MOST_IOPS = 80_000;

    private static final int MOST_IOPS_PER_GIB = 500;
    private static final int MOST_THROUGHPUT = 2000;

    private Gp3Limits() {}

    /**
     * Whether a volume can have so much.
     *
     * @param size bytes
     * @param iops I/O operations per second
     * @param throughput MiB/s
     */
    public static boolean allow(long size, long iops, long throughput) {
        return iops <= MOST_IOPS
                && throughput <= MOST_THROUGHPUT
                && (iops <= INCLUDED_IOPS || iops <= MOST_IOPS_PER_GIB * EbsTariff.gibibytes(size));
    }
}
