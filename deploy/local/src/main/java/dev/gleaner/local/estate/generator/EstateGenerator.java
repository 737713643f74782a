package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;

/**
 * Generates estates of instances, buckets, networks, volumes, addresses, snapshots, log groups, inference endpoints and training runs. The same seed gives the
 * same estate. The expected findings follow from the construction of each resource and do not depend on the hour or weekday
 * at which the estate ends.
 */
public final class EstateGenerator {

    static final String IDLE = ExpectedSavingCalculator.IDLE_INSTANCE;
    static final String IDLE_GPU = ExpectedSavingCalculator.IDLE_GPU;
    static final String UNDERUSED_GPU = ExpectedSavingCalculator.UNDERUSED_GPU;
    static final String SPORADIC = ExpectedSavingCalculator.SPORADIC_INSTANCE;
    static final String OVERSIZED = ExpectedSavingCalculator.OVERSIZED_INSTANCE;
    static final String LIFECYCLE = ExpectedSavingCalculator.STORAGE_LIFECYCLE;
    static final String CROSS_REGION = ExpectedSavingCalculator.CROSS_REGION_READ;
    static final String IDLE_GATEWAY = EstateVpc.IDLE_GATEWAY;
    static final String REPEATED_DOWNLOAD = ExpectedSavingCalculator.REPEATED_DOWNLOAD;
    static final String MISSING_TAGS = "missing-tags";
    static final String NAT = ExpectedSavingCalculator.NAT_TO_S3;

    private static final int LARGE_COPIES = 75;

    private EstateGenerator() {}

    /** About 80 instances. */
    public static Estate small(long seed) {
        return copies("small", seed, 1);
    }

    /** About 4,000 instances. */
    public static Estate large(long seed) {
        return copies("large", seed, LARGE_COPIES);
    }

    /** The instances of the small estate several times, each copy with its own noise; all other resources once. */
    public static Estate copies(String name, long seed, int copies) {
        EstateBuilder estateBuilder = new EstateBuilder(seed);
        for (int copy = 1; copy <= copies; copy++) {
            EstateBuilder part = estateBuilder.copy(copies == 1 ? "" : "-" + copy);
            SampleInstances.addTo(part);
            if (copy == 1) {
                SampleStorage.addTo(part);
                SampleVolumes.addTo(part);
                SampleLogs.addTo(part);
                SampleCheckpoints.addTo(part);
                SampleStopped.addTo(part);
                SampleOversized.addTo(part);
                SampleTagGaps.addTo(part);
                KindRegistry.all().forEach(kind -> kind.addSample(part));
                SampleTraining.addTo(part);
                SampleGroups.addTo(part);
                SampleServices.addTo(part);
                SampleHiddenWork.addTo(part);
                SampleCommitments.addTo(part);
            }
        }
        return estateBuilder.estate(name, seed);
    }
}
