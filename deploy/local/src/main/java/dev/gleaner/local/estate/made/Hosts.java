package dev.gleaner.local.estate.made;

import static dev.gleaner.local.estate.made.EstateGenerator.IDLE;
import static dev.gleaner.local.estate.made.EstateGenerator.IDLE_GPU;
import static dev.gleaner.local.estate.made.EstateGenerator.UNDERUSED_GPU;

import dev.gleaner.local.estate.CardLoad;
import java.time.Duration;

/** GPU hosts with a quiet processor: what they are worth only their cards can tell. */
final class Hosts {

    private static final String A10 = "NVIDIA A10G";
    private static final String H100 = "NVIDIA H100 80GB HBM3";
    private static final String L4 = "NVIDIA L4";

    private static final String INSTANCE_STORE = "gleaner:instance-store";
    private static final String SCRATCH = "scratch";

    private Hosts() {}

    static void cast(Casting casting) {
        waste(casting);
        work(casting);
        casting.role("unread-trainer", "g5.2xlarge").tagged("dev", "training").playUnknownTo(IDLE);
    }

    private static void waste(Casting casting) {
        // Its type has NVMe volumes, which a stop empties: only their owner can say that it does not matter.
        casting.role("left-on", "g5.4xlarge")
                .tagged("dev", "training")
                .tag(INSTANCE_STORE, SCRATCH)
                .withCardsIdleFor(Duration.ofHours(60), true)
                .playAndBeFoundBy(IDLE_GPU);
        // Without persistence mode the first reading of its idle card is 100 %.
        casting.role("false-full", "g5.xlarge")
                .tagged("dev", "training")
                .tag(INSTANCE_STORE, SCRATCH)
                .withCardsIdleFor(Duration.ofDays(20), false)
                .playAndBeFoundBy(IDLE_GPU, IDLE);
        // Whose process it is has to be asked, so that stopping it is not proposed.
        casting.role("held-notebook", "g5.xlarge")
                .tagged("dev", "research")
                .withCards(A10, 1, CardLoad.HELD)
                .playAndBeFoundBy(IDLE_GPU);
        casting.role("half-server", "g5.12xlarge")
                .tagged("production", "inference")
                .withCards(A10, 4, CardLoad.SERVING)
                .playAndBeFoundBy(UNDERUSED_GPU);
    }

    private static void work(Casting casting) {
        casting.role("quiet-trainer", "g5.2xlarge")
                .tagged("dev", "training")
                .withCards(A10, 1, CardLoad.TRAINING)
                .play();
        // Cut cards tell no utilization, whatever they do.
        casting.role("mig-trainer", "p5.48xlarge")
                .tagged("dev", "training")
                .withCards(H100, 8, CardLoad.MIG_TRAINING)
                .play();
        casting.role("encoder", "g6.xlarge")
                .tagged("production", "inference")
                .withCards(L4, 1, CardLoad.ENCODING)
                .play();
    }
}
