package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Targets that would lose data or work if they were stopped. */
final class DataLossCases {

    /** Its NVMe volumes are not among the block devices of an instance. */
    private static final AwsTargetFactory.InstanceSpec NVME = new AwsTargetFactory.InstanceSpec("m5d.xlarge", false);

    private static final AwsTargetFactory.InstanceSpec UNKNOWN_STORAGE =
            new AwsTargetFactory.InstanceSpec("m5ad.xlarge", false);

    /** The actions whose approver can state that local data is scratch. */
    private static final List<ActionScenario> STATABLE = List.of(ActionScenario.STOP, ActionScenario.SCHEDULE);

    private static final List<ActionScenario> UNSTATABLE = List.of(ActionScenario.RESIZE, ActionScenario.TERMINATE);

    private static final Map<String, String> SCRATCH = Map.of("localData", "scratch");

    private DataLossCases() {}

    /** A control: the owner has tagged the instance store as scratch. */
    static RefusalCase scratchOnly() {
        return RefusalCase.acting("control: instance store of scratch", ActionScenario.STOPPING)
                .withTarget(TargetSetup.PLAIN.on(NVME).tags(Map.of("gleaner:instance-store", "scratch")));
    }

    /** A control: the approver states that the instance store is scratch. */
    static RefusalCase statedScratch() {
        return RefusalCase.acting("control: instance store called scratch", STATABLE)
                .withTarget(TargetSetup.PLAIN.on(NVME))
                .withDecision(ConsoleDecisions.approveWith(SCRATCH));
    }

    static List<RefusalCase> all() {
        return List.of(
                stopping("instance-store root", "lose its data").onPlanned(DataLossCases::showInstanceStore),
                stopping("instance-store device", "device is mapped").onPlanned(DataLossCases::showInstanceStoreDevice),
                RefusalCase.of(
                                "type with instance-store volumes",
                                UNSTATABLE,
                                ExpectedOutcome.refused("m5d.xlarge has instance-store volumes"))
                        .withTarget(TargetSetup.PLAIN.on(NVME)),
                RefusalCase.of(
                                "type of which EC2 does not tell",
                                UNSTATABLE,
                                ExpectedOutcome.refused("does not report whether m5ad.xlarge"))
                        .withTarget(TargetSetup.PLAIN.on(UNKNOWN_STORAGE))
                        .onPrepared(attempt -> hideStorageOf(attempt, UNKNOWN_STORAGE.type())),
                RefusalCase.of("instance store that nobody calls scratch", STATABLE, ExpectedOutcome.status("422"))
                        .withTarget(TargetSetup.PLAIN.on(NVME)),
                RefusalCase.of("volumes of which EC2 does not tell", STATABLE, ExpectedOutcome.status("422"))
                        .withTarget(TargetSetup.PLAIN.on(UNKNOWN_STORAGE))
                        .onPrepared(attempt -> hideStorageOf(attempt, UNKNOWN_STORAGE.type())),
                RefusalCase.of(
                                "statement about local data that is not taken",
                                UNSTATABLE,
                                ExpectedOutcome.status("422"))
                        .withTarget(TargetSetup.PLAIN.on(NVME))
                        .withDecision(ConsoleDecisions.approveWith(SCRATCH)),
                stopping("spot", "Spot").withTarget(TargetSetup.PLAIN.on(AwsTargetFactory.InstanceSpec.SPOT)),
                stopping("process on a card ten minutes ago", "compute process")
                        .withTarget(TargetSetup.PLAIN.gpus(now ->
                                new FindingConfirmation(now, hoursAgo(now, 30), now.minus(Duration.ofMinutes(10))))),
                stopping("checkpoint older than the last work", "newest checkpoint")
                        .withTarget(withCheckpoints(
                                RefusalMatrix.CHECKPOINTS,
                                now -> new FindingConfirmation(now, now.plusSeconds(60), hoursAgo(now, 5)))),
                stopping("open session", "role DataScientist has an open session")
                        .onPlanned(DataLossCases::openSession),
                stopping("reported work", "work on it is reported until").onPlanned(DataLossCases::reportWork),
                stopping("sessions that can't be read", "not known whether someone has a session")
                        .onPlanned(attempt -> attempt.proxy()
                                .answerAll(
                                        sessions(attempt),
                                        400,
                                        "{\"__type\":\"AccessDeniedException\",\"message\":\"matrix\"}")),
                stopping("nobody knows when it worked last", "it is unknown when")
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
        return RefusalCase.of(name, ActionScenario.STOPPING, ExpectedOutcome.refused(why));
    }

    static void openSession(RefusalAttempt attempt) {
        AwsStandIn.setSessions(List.of(Map.of(
                "account", attempt.target().account(),
                "region", attempt.target().region(),
                "target", attempt.target().id(),
                "owner", "arn:aws:sts::123456789012:assumed-role/DataScientist/anna",
                "since", Instant.now().toEpochMilli())));
    }

    /** As the actuator stores a report that it reads. */
    private static void reportWork(RefusalAttempt attempt) {
        attempt.sql("insert into work_report (target, until, what) values ('" + attempt.target()
                + "', now() + interval '1 hour', '2 login sessions')");
    }

    private static Predicate<AwsProxy.Call> sessions(RefusalAttempt attempt) {
        return attempt.reads().and(call -> call.action().equals("DescribeSessions"));
    }

    private static TargetSetup withCheckpoints(String location, Function<Instant, FindingConfirmation> confirmation) {
        return TargetSetup.PLAIN.gpus(confirmation).tags(Map.of("gleaner:checkpoints", location));
    }

    private static Instant hoursAgo(Instant now, int hours) {
        return now.minus(Duration.ofHours(hours));
    }

    /** The root device is not a volume. */
    private static void showInstanceStore(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads(),
                        body -> body.replace(
                                "<rootDeviceType>ebs</rootDeviceType>",
                                "<rootDeviceType>instance-store</rootDeviceType>"));
    }

    /** A mapped block device is not a volume. */
    private static void showInstanceStoreDevice(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads(),
                        body -> body.replace(
                                "</blockDeviceMapping>",
                                "<item><deviceName>/dev/sdb</deviceName></item></blockDeviceMapping>"));
    }

    /** EC2 does not report whether this type has instance-store volumes. */
    private static void hideStorageOf(RefusalAttempt attempt, String type) {
        attempt.proxy()
                .rewriteResponses(
                        call -> call.action().equals("DescribeInstanceTypes")
                                && call.body().contains(type),
                        body -> body.replaceAll("<instanceStorageSupported>[a-z]+</instanceStorageSupported>", ""));
    }
}
