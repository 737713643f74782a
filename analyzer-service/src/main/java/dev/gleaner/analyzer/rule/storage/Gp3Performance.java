package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.contracts.resource.Gp3Limits;

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
                Math.max(Gp3Limits.INCLUDED_IOPS, gp2Iops(gibibytes)),
                Math.max(Gp3Limits.INCLUDED_THROUGHPUT, gp2Throughput(gibibytes)));
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
