package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.TestedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a stop would lose. */
final class DataLossCases {

    private static final TargetSetup.InstanceSpec SPOT = new TargetSetup.InstanceSpec(AwsTargetFactory.TYPE, true);
    /** Its NVMe volumes are among the devices of no instance. */
    private static final TargetSetup.InstanceSpec NVME = new TargetSetup.InstanceSpec("m5d.xlarge", false);

    private static final TargetSetup.InstanceSpec UNTOLD = new TargetSetup.InstanceSpec("m5ad.xlarge", false);

    private DataLossCases() {}

    /** Whose owner does not mind. */
    static RefusalCase scratchOnly() {
        return RefusalCaseCatalog.acting("control: instance store of scratch", TestedAction.STOPPING)
                .withTarget(TargetSetup.PLAIN.on(NVME).tags(Map.of("gleaner:instance-store", "scratch")));
    }

    static List<RefusalCase> all() {
        return List.of(
                stopping("instance-store root", "lose its data").onPlanned(AwsFaults::showInstanceStore),
                stopping("instance-store device", "device is mapped").onPlanned(AwsFaults::showInstanceStoreDevice),
                stopping("type with instance-store volumes", "m5d.xlarge has instance-store volumes")
                        .withTarget(TargetSetup.PLAIN.on(NVME)),
                stopping("type of which EC2 does not tell", "does not say whether m5ad.xlarge")
                        .withTarget(TargetSetup.PLAIN.on(UNTOLD))
                        .onPrepared(attempt -> AwsFaults.hideStorageOf(attempt, UNTOLD.type())),
                stopping("spot", "Spot").withTarget(TargetSetup.PLAIN.on(SPOT)),
                stopping("process on a card ten minutes ago", "compute process")
                        .withTarget(TargetSetup.PLAIN.cards(now ->
                                new FindingConfirmation(now, hoursAgo(now, 30), now.minus(Duration.ofMinutes(10))))),
                stopping("checkpoint older than the last work", "newest checkpoint")
                        .withTarget(withCheckpoints(
                                RefusalMatrix.CHECKPOINTS,
                                now -> new FindingConfirmation(now, now.plusSeconds(60), hoursAgo(now, 5)))),
                stopping("nobody knows when it worked last", "nobody knows")
                        .withTarget(withCheckpoints(RefusalMatrix.CHECKPOINTS, FindingConfirmation::new)),
                stopping("no checkpoint there", "holds none")
                        .withTarget(withCheckpoints(
                                RefusalMatrix.CHECKPOINTS + "nothing/",
                                now -> new FindingConfirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))),
                stopping("checkpoints that can't be read", "can't be read")
                        .withTarget(withCheckpoints(
                                "s3://no-such-bucket-anywhere/run/",
                                now -> new FindingConfirmation(now, hoursAgo(now, 30), hoursAgo(now, 5)))));
    }

    private static RefusalCase stopping(String name, String why) {
        return RefusalCase.of(name, TestedAction.STOPPING, ExpectedOutcome.refused(why));
    }

    private static TargetSetup withCheckpoints(String place, Function<Instant, FindingConfirmation> said) {
        return TargetSetup.PLAIN.cards(said).tags(Map.of("gleaner:checkpoints", place));
    }

    private static Instant hoursAgo(Instant now, int hours) {
        return now.minus(Duration.ofHours(hours));
    }
}
