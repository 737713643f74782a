package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.Estate;

/**
 * Makes estates of ordinary instances, buckets and networks, and traps. The same seed gives the same estate; what has to
 * be found follows from how each was made, whatever hour or weekday the estate ends at.
 */
public final class EstateGenerator {

    static final String IDLE = "idle-instance";
    static final String IDLE_GPU = "idle-gpu";
    static final String UNDERUSED_GPU = "underused-gpu";
    static final String SPORADIC = "sporadic-instance";
    static final String LIFECYCLE = "storage-lifecycle";
    static final String CROSS_REGION = "cross-region-read";
    static final String NAT = "nat-to-s3";

    private static final int LARGE_COPIES = 75;

    private EstateGenerator() {}

    /** About 50 instances. */
    public static Estate small(long seed) {
        return copies("small", seed, 1);
    }

    /** About 4,000 instances. */
    public static Estate large(long seed) {
        return copies("large", seed, LARGE_COPIES);
    }

    /** So many times the instances of the small one, each copy with its own noise; buckets and VPCs are there once. */
    public static Estate copies(String name, long seed, int copies) {
        EstateBuilder estateBuilder = new EstateBuilder(seed);
        for (int copy = 1; copy <= copies; copy++) {
            EstateBuilder part = estateBuilder.copy(copies == 1 ? "" : "-" + copy);
            TypicalInstances.addTo(part);
            EdgeCaseInstances.addTo(part);
            GpuInstances.addTo(part);
            if (copy == 1) {
                SampleBuckets.addTo(part);
                SampleNetworks.addTo(part);
            }
        }
        return estateBuilder.estate(name, seed);
    }
}
