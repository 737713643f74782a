package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.kind.EstateKind.FORGOTTEN_STORAGE;

import java.time.Duration;
import java.util.List;

/** Checkpoints of training runs: superseded ones of a run that ended, and those that have to stay. */
final class SampleCheckpoints {

    private static final String BUCKET = "chat-models";
    private static final long GIGABYTE = 1_000_000_000L;

    private SampleCheckpoints() {}

    static void addTo(EstateBuilder estateBuilder) {
        BucketBuilder bucket = new BucketBuilder(estateBuilder, BUCKET)
                .tagged("production", "training")
                .holding("tokenizers/", List.of("bpe-32k.json"))
                .holding("run-8/", List.of("checkpoint-6000/part 0"))
                .size(127 * GIGABYTE)
                .reportingKeys("tokenizers/", GIGABYTE / 100, "-P90D");
        // Ended, with three checkpoints that three newer ones supersede.
        run(bucket, "run-7/", 6, 8 * GIGABYTE, 60);
        // Ended as well, but one of its checkpoints is read every week.
        run(bucket, "run-8/", 6, 8 * GIGABYTE, 60);
        // Still written. What is written lately counts as written every month, so that larger ones would be worth a
        // lifecycle rule.
        run(bucket, "run-9/", 6, 11 * GIGABYTE / 10, 8);
        // Ended, with no more checkpoints than are kept.
        run(bucket, "run-6/", 3, 8 * GIGABYTE, 90);
        bucket.addExpecting(FORGOTTEN_STORAGE);
        // By these it is known that reads of the bucket are recorded.
        new ReadPatternBuilder(estateBuilder, "feature-builder", BUCKET, "tokenizers/")
                .fromInstance("features-1")
                .round(GIGABYTE / 100.0, 1)
                .add();
        new ReadPatternBuilder(estateBuilder, "evaluation", BUCKET, "run-8/")
                .fromInstance("features-1")
                .round(4 * GIGABYTE, 1)
                .inOrder(Duration.ofDays(7))
                .add();
    }

    /**
     * A checkpoint a day, all together for less than what a lifecycle rule has to save.
     *
     * @param size of a checkpoint of two objects, bytes
     * @param firstDays days before the end at which the first one was written
     */
    private static void run(BucketBuilder bucket, String run, int checkpoints, long size, int firstDays) {
        for (int i = 0; i < checkpoints; i++) {
            String written = "-P" + (firstDays - i) + "D";
            bucket.reporting(run + "checkpoint-" + 1_000 * (i + 1) + "/", 2, size / 2, written, written);
        }
    }
}
