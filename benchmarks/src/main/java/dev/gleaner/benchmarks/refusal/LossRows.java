package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a stop would lose. */
final class LossRows {

    private static final Subject.Machine SPOT = new Subject.Machine(Estate.TYPE, true);
    /** Its NVMe volumes are among the devices of no instance. */
    private static final Subject.Machine NVME = new Subject.Machine("m5d.xlarge", false);

    private static final Subject.Machine UNTOLD = new Subject.Machine("m5ad.xlarge", false);

    private LossRows() {}

    /** Whose owner does not mind. */
    static Row scratchOnly() {
        return Rows.acting("control: instance store of scratch", Effect.STOPPING)
                .about(Subject.PLAIN.on(NVME).tags(Map.of("gleaner:instance-store", "scratch")));
    }

    static List<Row> all() {
        return List.of(
                stopping("instance-store root", "lose its data").planned(Faults::showInstanceStore),
                stopping("instance-store device", "device is mapped").planned(Faults::showInstanceStoreDevice),
                stopping("type with instance-store volumes", "m5d.xlarge has instance-store volumes")
                        .about(Subject.PLAIN.on(NVME)),
                stopping("type of which EC2 does not tell", "does not say whether m5ad.xlarge")
                        .about(Subject.PLAIN.on(UNTOLD))
                        .prepared(attempt -> Faults.hideStorageOf(attempt, UNTOLD.type())),
                stopping("spot", "Spot").about(Subject.PLAIN.on(SPOT)),
                stopping("process on a card ten minutes ago", "compute process")
                        .about(Subject.PLAIN.cards(now ->
                                new FindingConfirmation(now, hoursAgo(now, 30), now.minus(Duration.ofMinutes(10))))),
                stopping("checkpoint older than the last work", "newest checkpoint")
                        .about(withCheckpoints(
                                RefusalMatrix.CHECKPOINTS,
                                now -> new FindingConfirmation(now, now.plusSeconds(60), hoursAgo(now, 5)))),
                stopping("nobody knows when it worked last", "nobody knows")
                        .about(withCheckpoints(RefusalMatrix.CHECKPOINTS, FindingConfirmation::new)),
                stopping("no checkpoint there", "holds none")
                        .about(withCheckpoints(
                                RefusalMatrix.CHECKPOINTS + "nothing/",
                                now -> new FindingConfirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))),
                stopping("checkpoints that can't be read", "can't be read")
                        .about(withCheckpoints(
                                "s3://no-such-bucket-anywhere/run/",
                                now -> new FindingConfirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))));
    }

    private static Row stopping(String name, String why) {
        return Row.of(name, Effect.STOPPING, Expected.refused(why));
    }

    private static Subject withCheckpoints(String place, Function<Instant, FindingConfirmation> said) {
        return Subject.PLAIN.cards(said).tags(Map.of("gleaner:checkpoints", place));
    }

    private static Instant hoursAgo(Instant now, int hours) {
        return now.minus(Duration.ofHours(hours));
    }
}
