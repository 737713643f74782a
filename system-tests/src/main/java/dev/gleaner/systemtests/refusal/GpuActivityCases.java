package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** GPU hosts that look idle by their CPU and by the confirmation of the finding. */
final class GpuActivityCases {

    /** A host with one GPU. */
    static final TargetSetup HOST = on("g5.xlarge");

    private GpuActivityCases() {}

    /** A control: its GPU was read just now, and is idle. */
    static RefusalCase idleHost() {
        return RefusalCase.acting("control: GPU host whose GPUs are idle", ActionScenario.STOPPING)
                .withTarget(HOST)
                .onPrepared(attempt -> attempt.publishGpuActivity(idle(Duration.ZERO)));
    }

    static List<RefusalCase> all() {
        return List.of(
                stopping("GPUs not read", "nobody reads its GPUs").withTarget(HOST),
                stopping("GPUs read two hours ago", "GPUs were read through")
                        .withTarget(HOST)
                        .onPrepared(attempt -> attempt.publishGpuActivity(idle(Duration.ofHours(2)))),
                stopping("a GPU at work after the confirmation", "compute process was seen")
                        .withTarget(HOST)
                        .onPrepared(attempt -> attempt.publishGpuActivity(idle(Duration.ZERO)))
                        .onPlanned(attempt -> attempt.publishGpuActivity(atWork())),
                stopping("GPUs read before the start", "not read since it was started")
                        .withTarget(HOST)
                        .onPrepared(attempt -> attempt.publishGpuActivity(idle(Duration.ofMinutes(10)))),
                stopping("one of four GPUs read", "only 1 of its 4 GPUs")
                        .withTarget(on("g5.12xlarge"))
                        .onPrepared(attempt -> attempt.publishGpuActivity(idle(Duration.ZERO))),
                stopping("accelerators that nobody reads", "no readings of Inferentia")
                        .withTarget(on("inf1.xlarge")));
    }

    /** One GPU without work and processes, read so long ago. */
    static GpuActivity idle(Duration ago) {
        return new GpuActivity(now().minus(ago), 1, null, null, null);
    }

    /** One GPU that works now. */
    static GpuActivity atWork() {
        return new GpuActivity(now(), 1, now(), now(), null);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static TargetSetup on(String type) {
        return TargetSetup.PLAIN
                .on(new AwsTargetFactory.InstanceSpec(type, false))
                .tags(Map.of("gleaner:instance-store", "scratch"));
    }

    private static RefusalCase stopping(String name, String why) {
        return RefusalCase.of(name, ActionScenario.STOPPING, ExpectedOutcome.refused(why));
    }
}
