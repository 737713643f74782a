package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE;
import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE_GPU;
import static dev.gleaner.local.estate.generator.EstateGenerator.UNDERUSED_GPU;

import dev.gleaner.local.estate.HostGpus;
import java.time.Duration;

/** GPU hosts with a quiet processor: what they are worth only their cards can tell. */
final class GpuInstances {

    private static final String A10 = "NVIDIA A10G";
    private static final String H100 = "NVIDIA H100 80GB HBM3";
    private static final String L4 = "NVIDIA L4";

    private static final String INSTANCE_STORE = "gleaner:instance-store";
    private static final String SCRATCH = "scratch";

    private GpuInstances() {}

    static void addTo(EstateBuilder estateBuilder) {
        waste(estateBuilder);
        work(estateBuilder);
        estateBuilder
                .instance("unread-trainer", "g5.2xlarge")
                .tagged("dev", "training")
                .addExpectingInsufficient(IDLE);
    }

    private static void waste(EstateBuilder estateBuilder) {
        // Its type has NVMe volumes, which a stop empties: only their owner can say that it does not matter.
        estateBuilder
                .instance("left-on", "g5.4xlarge")
                .tagged("dev", "training")
                .tag(INSTANCE_STORE, SCRATCH)
                .withGpusIdleFor(Duration.ofHours(60), true)
                .addExpecting(IDLE_GPU);
        // Without persistence mode the first reading of its idle card is 100 %.
        estateBuilder
                .instance("false-full", "g5.xlarge")
                .tagged("dev", "training")
                .tag(INSTANCE_STORE, SCRATCH)
                .withGpusIdleFor(Duration.ofDays(20), false)
                .addExpecting(IDLE_GPU, IDLE);
        // Whose process it is has to be asked, so that stopping it is not proposed.
        estateBuilder
                .instance("held-notebook", "g5.xlarge")
                .tagged("dev", "research")
                .withGpus(A10, 1, HostGpus.Load.HELD)
                .addExpecting(IDLE_GPU);
        estateBuilder
                .instance("half-server", "g5.12xlarge")
                .tagged("production", "inference")
                .withGpus(A10, 4, HostGpus.Load.SERVING)
                .addExpecting(UNDERUSED_GPU);
    }

    private static void work(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("quiet-trainer", "g5.2xlarge")
                .tagged("dev", "training")
                .withGpus(A10, 1, HostGpus.Load.TRAINING)
                .add();
        // Cut cards tell no utilization, whatever they do.
        estateBuilder
                .instance("mig-trainer", "p5.48xlarge")
                .tagged("dev", "training")
                .withGpus(H100, 8, HostGpus.Load.MIG_TRAINING)
                .add();
        estateBuilder
                .instance("encoder", "g6.xlarge")
                .tagged("production", "inference")
                .withGpus(L4, 1, HostGpus.Load.ENCODING)
                .add();
    }
}
