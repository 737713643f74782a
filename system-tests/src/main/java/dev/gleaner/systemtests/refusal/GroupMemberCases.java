package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.test.aws.AwsProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Auto Scaling groups of which an instance must not end, whichever it is, or whose size is no number of instances. */
final class GroupMemberCases {

    private static final List<ActionScenario> ENDING = List.of(ActionScenario.MIX, ActionScenario.SCALING_BOUNDS);
    private static final List<ActionScenario> BOUNDS = List.of(ActionScenario.SCALING_BOUNDS);

    /** Has a GPU and no instance store, and the AWS stand-in describes it, unlike those of P2, P3 and G3. */
    private static final AwsTargetFactory.InstanceSpec GPU = new AwsTargetFactory.InstanceSpec("g5g.xlarge", false);

    private static final AwsTargetFactory.InstanceSpec INFERENTIA =
            new AwsTargetFactory.InstanceSpec("inf2.xlarge", false);
    private static final AwsTargetFactory.InstanceSpec NVME = new AwsTargetFactory.InstanceSpec("m5d.xlarge", false);

    private GroupMemberCases() {}

    /** A control: the GPUs of its instances are read and free, and their last work is in a checkpoint. */
    static RefusalCase freeGpus() {
        return RefusalCase.acting("control: group of free GPUs", List.of(ActionScenario.MIX))
                .withTarget(TargetSetup.PLAIN.on(GPU).tags(Map.of("gleaner:checkpoints", RefusalMatrix.CHECKPOINTS)))
                .onPlanned(attempt -> readGpus(attempt, Duration.ofHours(30), null));
    }

    static List<RefusalCase> all() {
        return List.of(
                ending(
                        "protected instance of a group",
                        "protects",
                        attempt -> attempt.targets().externalActor().tag(last(attempt), "gleaner:protected", "true")),
                ending(
                        "open session on an instance of a group",
                        "user anna has an open session",
                        attempt -> answer(
                                attempt,
                                call -> call.action().equals("DescribeSessions")
                                        && call.body().contains(last(attempt).id()),
                                "{\"Sessions\":[{\"SessionId\":\"anna-1\",\"Target\":\""
                                        + last(attempt).id()
                                        + "\",\"Status\":\"Connected\",\"Owner\":\"arn:aws:iam::123456789012:user/anna\"}]}")),
                ending(
                        "reported work on an instance of a group",
                        "2 login sessions",
                        attempt -> attempt.sql("insert into work_report (target, until, what) values ('" + last(attempt)
                                + "', now() + interval '1 hour', '2 login sessions')")),
                ending(
                        "instance refresh under way",
                        "instance refresh r-7 is InProgress",
                        attempt -> answer(
                                attempt,
                                attempt.reads().and(call -> call.action().equals("DescribeInstanceRefreshes")),
                                "<DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes><member>"
                                        + "<InstanceRefreshId>r-7</InstanceRefreshId><Status>InProgress</Status></member>"
                                        + "</InstanceRefreshes></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>")),
                ending("instance of a group that EC2 does not show", "EC2 does not show", attempt -> {
                    String id = last(attempt).id();
                    attempt.proxy()
                            .rewriteResponses(
                                    call -> call.action().equals("DescribeInstances")
                                            && call.body().contains(id),
                                    body -> body.replace(id, "i-0"));
                }),
                ending("instance store of a group", "instance-store volumes of the m5d.xlarge", attempt -> {})
                        .withTarget(TargetSetup.PLAIN.on(NVME)),
                ending("accelerators of a group", "no readings of Inferentia", attempt -> {})
                        .withTarget(TargetSetup.PLAIN.on(INFERENTIA)),
                ending("GPUs of a group that nobody reads", "nobody reads its GPUs", attempt -> {})
                        .withTarget(TargetSetup.PLAIN.on(GPU)),
                RefusalCase.of(
                                "load of accelerators that the CPU does not show",
                                BOUNDS,
                                ExpectedOutcome.refused("g5g.xlarge has accelerators"))
                        .withTarget(TargetSetup.PLAIN.on(GPU))
                        .onPlanned(attempt -> readGpus(attempt, Duration.ofHours(30), null)),
                ending(
                                "process on a GPU of a group",
                                "compute process",
                                attempt -> readGpus(attempt, Duration.ofHours(30), Duration.ofMinutes(10)))
                        .withTarget(TargetSetup.PLAIN.on(GPU)),
                ending(
                                "checkpoint of a group older than its last work",
                                "newest checkpoint",
                                attempt -> readGpus(attempt, Duration.ZERO, null))
                        .withTarget(TargetSetup.PLAIN
                                .on(GPU)
                                .tags(Map.of("gleaner:checkpoints", RefusalMatrix.CHECKPOINTS))),
                ending("nobody knows when a group worked last", "it is unknown when", attempt -> {})
                        .withTarget(TargetSetup.PLAIN.tags(Map.of("gleaner:checkpoints", RefusalMatrix.CHECKPOINTS))),
                RefusalCase.of("capacity in weights", BOUNDS, ExpectedOutcome.unplanned("counted in weights"))
                        .onPrepared(attempt -> attempt.targets().externalActor().weigh(attempt.target())),
                RefusalCase.of("capacity in vCPUs", ENDING, ExpectedOutcome.unplanned("counted in vcpu"))
                        .onPrepared(GroupMemberCases::countVcpus),
                RefusalCase.of("capacity in vCPUs since the plan", ENDING, ExpectedOutcome.refused("since the plan"))
                        .onPlanned(GroupMemberCases::countVcpus),
                RefusalCase.of(
                                "undo: protected instance that it replaces",
                                List.of(ActionScenario.MIX),
                                ExpectedOutcome.refused("protects"))
                        .inStage(RefusalCase.Stage.UNDO)
                        .afterwards(attempt -> {
                            attempt.targets().externalActor().tag(last(attempt), "gleaner:protected", "true");
                            attempt.undo("operator");
                        }));
    }

    private static RefusalCase ending(String name, String why, Consumer<RefusalAttempt> change) {
        return RefusalCase.of(name, ENDING, ExpectedOutcome.refused(why)).onPlanned(change);
    }

    private static void answer(RefusalAttempt attempt, Predicate<AwsProxy.Call> which, String body) {
        attempt.proxy().answerAll(which, 200, body);
    }

    /** The last of its instances: each of them counts. */
    private static Arn last(RefusalAttempt attempt) {
        List<Arn> members = attempt.targets().members(attempt.target());
        return members.get(members.size() - 1);
    }

    private static void countVcpus(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads().and(call -> call.action().equals("DescribeAutoScalingGroups")),
                        body -> body.replace(
                                "<DesiredCapacity>",
                                "<DesiredCapacityType>vcpu</DesiredCapacityType><DesiredCapacity>"));
    }

    /** As the analyzer publishes what each reading of the GPUs of each instance shows. */
    private static void readGpus(RefusalAttempt attempt, @Nullable Duration work, @Nullable Duration process) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (Arn member : attempt.targets().members(attempt.target())) {
            attempt.publishGpuActivity(
                    member,
                    new GpuActivity(
                            now,
                            1,
                            work == null ? null : now.minus(work),
                            process == null ? null : now.minus(process),
                            null));
        }
    }
}
