package dev.gleaner.contracts.resource;

/**
 * What a gp3 volume may have, and what its size pays for. Source: Amazon EBS User Guide, "General Purpose SSD volumes", gp3 performance, as quoted
 * by saisci.com/aws/gp3-throughput-explained (looked up 2026-11-28); the largest values as AWS announced them in September 2025. AWS rejects what
 * exceeds its own limits in any case.
 */
public final class Gp3Limits {

    /** I/O operations per second that its size pays for; it cannot have fewer. */
    public static final int INCLUDED_IOPS = 3000;

    /** MiB/s that its size pays for; it cannot have less. */
    public static final int INCLUDED_THROUGHPUT = 125;

    /** I/O operations per second that it needs for each MiB/s. */
    public static final int IOPS_PER_MEBIBYTE = 4;

    /** I/O operations per second. */
    public static final int MOST_IOPS = 80_000;

    /** I/O operations per second for each GiB of its size, of what its size does not pay for. */
    public static final int MOST_IOPS_PER_GIB = 500;

    /** MiB/s. */
    public static final int MOST_THROUGHPUT = 2000;

    private Gp3Limits() {}

    /**
     * Whether a volume can have so much.
     *
     * @param gibibytes its size
     * @param iops I/O operations per second
     * @param throughput MiB/s
     */
    public static boolean allow(long gibibytes, long iops, long throughput) {
        return iops <= MOST_IOPS
                && throughput <= MOST_THROUGHPUT
                && (iops <= INCLUDED_IOPS || iops <= MOST_IOPS_PER_GIB * gibibytes);
    }
}
