package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.TrainingRun;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Duration;
import java.util.List;

/** Hosts of training runs, by how far their checkpoints are apart: those that Spot suits, and those that it does not. */
final class SampleTraining {

    private static final String BUCKET = "training-runs";
    private static final long GIGABYTE = 1_000_000_000L;
    private static final double CPU = 60;

    /** The runs are as long as shows what they are, and no longer, so that the trail stays small. */
    private static final EstateTime SINCE = new EstateTime("-P5D");

    private static final Duration OFTEN = Duration.ofMinutes(8);
    private static final Duration RARELY = Duration.ofMinutes(40);

    /** Longer than what a stop needs, and with a CPU at work no idle host. */
    private static final Duration BETWEEN_RUNS = Duration.ofHours(2);

    private SampleTraining() {}

    static void addTo(EstateBuilder estateBuilder) {
        new BucketBuilder(estateBuilder, BUCKET)
                .tagged("dev", "training")
                .holding("llm/", List.of("config.json"))
                .holding("vision/", List.of("config.json"))
                .holding("release/", List.of("config.json"))
                .holding("adapter/", List.of("config.json"))
                .size(GIGABYTE)
                .add();
        // Its group launches the instances, so that the group is changed: between two runs, while nothing is on its
        // GPU.
        host(estateBuilder, "llm-trainer", "g5.4xlarge", "dev")
                .withScratchData()
                .withGpusIdleFor(BETWEEN_RUNS, true)
                .inGroup("llm-training")
                .add();
        saving(estateBuilder, "llm-trainer", "llm/", OFTEN);
        estateBuilder.expectOpen(ExpectedSavingCalculator.SPOT_CANDIDATE, estateBuilder.name("llm-training"));
        host(estateBuilder, "vision-trainer", "g5.xlarge", "dev").addExpecting(ExpectedSavingCalculator.CHECKPOINT_GAP);
        saving(estateBuilder, "vision-trainer", "vision/", RARELY);
        // Nobody knows whether it saves anything.
        host(estateBuilder, "audio-trainer", "g5.xlarge", "dev").add();
        // Production stays on demand.
        host(estateBuilder, "release-trainer", "g5.4xlarge", "production").add();
        saving(estateBuilder, "release-trainer", "release/", OFTEN);
        // It serves requests, and keeps what it learns from them.
        host(estateBuilder, "adapter-server", "g5.xlarge", "dev")
                .tag("workload", "inference")
                .add();
        saving(estateBuilder, "adapter-server", "adapter/", RARELY);
    }

    private static InstanceBuilder host(EstateBuilder estateBuilder, String name, String type, String environment) {
        return estateBuilder
                .instance(name, type)
                .tagged(environment, "training")
                .doing(InstanceLoadFactory.steady(CPU));
    }

    private static void saving(EstateBuilder estateBuilder, String instance, String run, Duration every) {
        estateBuilder.add(new TrainingRun(
                estateBuilder.name(instance), estateBuilder.name(BUCKET), run, every, SINCE, GIGABYTE / 2));
    }
}
