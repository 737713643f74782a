package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.resource.ResourceKind.Cadence;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.TargetScenario;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Findings that are no longer true, or no longer confirmed. */
final class StaleEvidenceCases {

    private static final List<ActionScenario> FREE = List.of(ActionScenario.VOLUME, ActionScenario.ADDRESS);
    private static final List<ActionScenario> CHANGED = List.of(
            ActionScenario.LIFECYCLE,
            ActionScenario.ENDPOINT,
            ActionScenario.RETENTION,
            ActionScenario.MIX,
            ActionScenario.SCALING_BOUNDS,
            ActionScenario.VOLUME_TYPE,
            ActionScenario.NAT_GATEWAY,
            ActionScenario.INFERENCE_ENDPOINT,
            ActionScenario.ENDPOINT_SCALING,
            ActionScenario.NOTEBOOK);

    private StaleEvidenceCases() {}

    static List<RefusalCase> all() {
        return List.of(
                RefusalCase.of("never confirmed", ActionScenario.ALL, ExpectedOutcome.refused("not confirmed"))
                        .withTarget(TargetSetup.PLAIN.confirmed(now -> Optional.empty())),
                confirmedLast(
                        "26 hours",
                        Duration.ofHours(26),
                        kind -> kind.confirmed().compareTo(Cadence.DAILY) <= 0),
                confirmedLast(
                        "three days and an hour",
                        Duration.ofHours(3 * 24 + 1),
                        kind -> kind.confirmed() == Cadence.BY_BILL),
                confirmedLast(
                        "a week and two hours",
                        Duration.ofHours(7 * 24 + 2),
                        kind -> kind.confirmed() == Cadence.WEEKLY),
                confirmedLast("three hours", Duration.ofHours(3), ResourceKind.INSTANCE::equals),
                // A confirmation that far in the future is discarded, so that there is none.
                RefusalCase.of(
                                "confirmation from the future",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("not confirmed|in the future"))
                        .withTarget(TargetSetup.PLAIN.confirmed(
                                now -> Optional.of(new FindingConfirmation(now.plus(Duration.ofHours(1)))))),
                RefusalCase.of(
                                "cards read eleven minutes ago",
                                ActionScenario.IDLE,
                                ExpectedOutcome.refused("confirmed the finding last"))
                        .withTarget(TargetSetup.PLAIN.gpus(
                                now -> new FindingConfirmation(now.minus(Duration.ofMinutes(11))))),
                RefusalCase.of(
                                "tags changed since the plan",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("since the plan"))
                        .onPlanned(attempt ->
                                attempt.targets().externalActor().tag(attempt.target(), "purpose", "demo on Monday")),
                RefusalCase.of(
                                "stopped since the plan",
                                ActionScenario.INSTANCES,
                                ExpectedOutcome.refused("planned was running"))
                        .onPlanned(attempt -> attempt.targets().externalActor().stop(attempt.target())),
                RefusalCase.of(
                                "terminated since the plan",
                                ActionScenario.INSTANCES,
                                ExpectedOutcome.refused("planned was running"))
                        .onPlanned(attempt -> attempt.targets().externalActor().terminate(attempt.target())),
                RefusalCase.of(
                                "taken into use since the plan",
                                FREE,
                                ExpectedOutcome.refused("planned was available|associated"))
                        .onPlanned(StaleEvidenceCases::takeIntoUse),
                RefusalCase.of(
                                "an instance runs in it since the plan",
                                List.of(ActionScenario.CAPACITY_RESERVATION),
                                ExpectedOutcome.refused("run in the capacity reservation"))
                        .onPlanned(StaleEvidenceCases::startInReservation),
                RefusalCase.of(
                                "changed by somebody since the plan",
                                CHANGED,
                                ExpectedOutcome.refused("since the plan|planned|already"))
                        .onPlanned(StaleEvidenceCases::change),
                RefusalCase.of(
                                "suspended since the plan",
                                List.of(ActionScenario.MIX, ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("suspended"))
                        .onPlanned(attempt -> attempt.targets().externalActor().suspend(attempt.target())),
                RefusalCase.of(
                                "what AWS would not take",
                                ActionScenario.WITH_INVALID_PARAMETERS,
                                new ExpectedOutcome("409|refused|failed", ""))
                        .withTarget(TargetSetup.PLAIN.withInvalidParameters()),
                RefusalCase.of(
                                "traffic over the NAT gateway",
                                List.of(ActionScenario.NAT_GATEWAY),
                                ExpectedOutcome.refused("it was used 0 days ago"))
                        .onPlanned(attempt -> attempt.targets().metrics().natTraffic(attempt.target(), 1)),
                RefusalCase.of(
                                "invoked since the plan",
                                List.of(ActionScenario.INFERENCE_ENDPOINT),
                                ExpectedOutcome.refused("it was used [01] days ago"))
                        .onPlanned(attempt -> attempt.targets().metrics().invoked(attempt.target(), 1)),
                RefusalCase.of(
                                "invocations that are not known",
                                List.of(ActionScenario.INFERENCE_ENDPOINT),
                                ExpectedOutcome.refused("not known whether the endpoint is used"))
                        .onPlanned(StaleEvidenceCases::hideMetrics),
                RefusalCase.of(
                                "notebook opened since the plan",
                                List.of(ActionScenario.NOTEBOOK),
                                ExpectedOutcome.refused("was opened at"))
                        .onPlanned(attempt -> attempt.targets().externalActor().open(attempt.target())),
                RefusalCase.of(
                                "training on a notebook since the plan",
                                List.of(ActionScenario.NOTEBOOK),
                                ExpectedOutcome.refused("the notebook instance worked"))
                        .onPlanned(attempt -> attempt.targets().metrics().train(attempt.target())),
                RefusalCase.of(
                                "load of a notebook that is not known",
                                List.of(ActionScenario.NOTEBOOK),
                                ExpectedOutcome.refused("not known whether the notebook instance works"))
                        .onPlanned(StaleEvidenceCases::hideMetrics),
                RefusalCase.of(
                                "more invocations than fewer instances are for",
                                List.of(ActionScenario.ENDPOINT_SCALING),
                                ExpectedOutcome.refused("1201 times in an hour"))
                        .onPlanned(attempt -> attempt.targets().metrics().invoked(attempt.target(), 1_201)),
                RefusalCase.of(
                                "load that is not known",
                                List.of(ActionScenario.ENDPOINT_SCALING),
                                ExpectedOutcome.refused("not known how much the endpoint is used"))
                        .onPlanned(StaleEvidenceCases::hideMetrics),
                RefusalCase.of(
                                "bounds changed since the plan",
                                List.of(ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("changed since the plan"))
                        .onPlanned(attempt -> attempt.targets().externalActor().bound(attempt.target())),
                RefusalCase.of(
                                "a load that fewer instances are not for",
                                List.of(ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("of the CPU of 1 instances"))
                        .onPlanned(attempt ->
                                attempt.targets().metrics().groupPeak(AwsTargetFactory.name(attempt.target()), 95)),
                RefusalCase.of(
                                "a load of a group that is not known",
                                List.of(ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused(
                                        "not known how much it is used|not known whether its work recurs"))
                        .onPlanned(StaleEvidenceCases::hideMetrics),
                RefusalCase.of(
                                "a load of an unknown number of instances",
                                List.of(ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("how many instances had the load"))
                        .onPlanned(attempt -> attempt.proxy()
                                .rewriteResponses(
                                        attempt.reads()
                                                .and(call -> call.action().equals("GetMetricData")),
                                        body -> body.replace("<Id>number</Id>", "<Id>none</Id>"))),
                RefusalCase.of(
                                "document replaced right before the call",
                                List.of(ActionScenario.LIFECYCLE),
                                ExpectedOutcome.refused("right before the call"))
                        .onPlanned(StaleEvidenceCases::replaceDocumentAfterItIsRead),
                RefusalCase.of(
                                "traffic that is not known",
                                List.of(ActionScenario.NAT_GATEWAY),
                                ExpectedOutcome.refused("not known whether the NAT gateway is used"))
                        .onPlanned(StaleEvidenceCases::hideMetrics),
                RefusalCase.of(
                                "work every ten days",
                                List.of(
                                        ActionScenario.STOP,
                                        ActionScenario.TERMINATE,
                                        ActionScenario.INFERENCE_ENDPOINT,
                                        ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("its work recurs"))
                        .onPlanned(attempt -> work(attempt, 8, 18, 28)),
                RefusalCase.of(
                                "work every three weeks",
                                List.of(
                                        ActionScenario.STOP,
                                        ActionScenario.INFERENCE_ENDPOINT,
                                        ActionScenario.NAT_GATEWAY,
                                        ActionScenario.SCALING_BOUNDS),
                                ExpectedOutcome.refused("its work recurs"))
                        .onPlanned(attempt -> work(attempt, 15, 36, 57)),
                RefusalCase.of(
                                "work at month ends",
                                List.of(
                                        ActionScenario.STOP,
                                        ActionScenario.INFERENCE_ENDPOINT,
                                        ActionScenario.NAT_GATEWAY),
                                ExpectedOutcome.refused("its work recurs|it was used|it was busy"))
                        .onPlanned(StaleEvidenceCases::workAtMonthEnds),
                RefusalCase.of(
                                "use ten days ago",
                                List.of(ActionScenario.NAT_GATEWAY),
                                ExpectedOutcome.refused("it was used 10 days ago"))
                        .onPlanned(attempt -> work(attempt, 10)),
                RefusalCase.of("no metrics", ActionScenario.IDLE, ExpectedOutcome.refused("only 0"))
                        .withTarget(TargetSetup.PLAIN.withoutMetrics()),
                RefusalCase.of("metrics of 19 of 24 hours", ActionScenario.IDLE, ExpectedOutcome.refused("only 19"))
                        .withTarget(TargetSetup.PLAIN.withoutMetrics())
                        .onPrepared(attempt -> attempt.targets().metrics().cpu(attempt.target(), 19, 0, 1)),
                RefusalCase.of("busy twenty hours ago", ActionScenario.IDLE, ExpectedOutcome.refused("was busy"))
                        .onPrepared(attempt -> attempt.targets().metrics().cpu(attempt.target(), 20, 20, 90)),
                RefusalCase.of("peak twenty hours ago", ActionScenario.IDLE, ExpectedOutcome.refused("at a peak"))
                        .onPrepared(attempt -> attempt.targets().metrics().peak(attempt.target(), 60)),
                RefusalCase.of("traffic today", ActionScenario.IDLE, ExpectedOutcome.refused("bytes over the network"))
                        .onPrepared(attempt -> attempt.targets().metrics().traffic(attempt.target(), 2, 0, 40_000_000)),
                RefusalCase.of(
                                "a volume at work today",
                                ActionScenario.IDLE,
                                ExpectedOutcome.refused("its volumes were at work"))
                        .onPrepared(attempt -> attempt.targets().metrics().disk(attempt.target(), 7, 6, 288_000)),
                RefusalCase.of(
                                "a volume at work in the last minutes",
                                ActionScenario.IDLE,
                                ExpectedOutcome.refused("its volumes were at work"))
                        .onPlanned(attempt -> attempt.targets().metrics().diskLately(attempt.target(), 4_800)),
                RefusalCase.of(
                                "volumes that are not known",
                                ActionScenario.IDLE,
                                ExpectedOutcome.refused("hours of reads and writes of its volumes"))
                        .onPrepared(StaleEvidenceCases::hideVolumes),
                RefusalCase.of(
                                "GPU host with a busy processor",
                                ActionScenario.IDLE,
                                ExpectedOutcome.refused("was busy"))
                        .withTarget(TargetSetup.PLAIN.gpus(
                                now -> new FindingConfirmation(now.minus(Duration.ofMinutes(1)))))
                        // The hour before this one may have idle values of the last minutes.
                        .onPrepared(attempt -> attempt.targets().metrics().cpu(attempt.target(), 2, 2, 100)),
                gpuHost("worked ten minutes ago within a window of an hour", ofAnHour(60), 10, -60, "was busy|was at"),
                gpuHost("worked 45 minutes ago within a window of an hour", ofAnHour(60), 45, -60, "was busy|was at"),
                gpuHost(
                        "last minutes not known within a window of an hour",
                        ofAnHour(60),
                        90,
                        40,
                        "five-minute periods of CPU use"),
                gpuHost("window shorter than allowed", ofAnHour(30), 90, -60, "asks for too little"),
                RefusalCase.of("last minutes not known", ActionScenario.IDLE, ExpectedOutcome.refused("no CPU use of"))
                        .withTarget(TargetSetup.PLAIN.withoutMetrics())
                        .onPrepared(attempt -> {
                            attempt.targets().metrics().cpu(attempt.target(), 24, 1, 1.5);
                            attempt.targets().metrics().traffic(attempt.target(), 24, 0, 50_000);
                        }),
                RefusalCase.of("busy in the hour under way", ActionScenario.IDLE, ExpectedOutcome.refused("was busy"))
                        .onPlanned(attempt -> attempt.targets().metrics().cpu(attempt.target(), 0, 0, 90)));
    }

    /** The window of an hour has no work, and the day has. */
    static RefusalCase anHourAfterWork() {
        return gpuHost(
                RefusalCase.acting("control: GPU host 65 minutes after its work", ActionScenario.IDLE),
                ofAnHour(60),
                65,
                -60);
    }

    private static RefusalCase gpuHost(
            String name, IdlenessLimits limits, int workEnded, int measured, String expected) {
        return gpuHost(
                RefusalCase.of(name, ActionScenario.IDLE, ExpectedOutcome.refused(expected)),
                limits,
                workEnded,
                measured);
    }

    /** A GPU host that was at work, not on its volumes, until some minutes ago, with its metrics up to some minutes ago. */
    private static RefusalCase gpuHost(RefusalCase plain, IdlenessLimits limits, int workEnded, int measured) {
        return plain.withTarget(TargetSetup.PLAIN
                        .gpus(now -> new FindingConfirmation(now.minus(Duration.ofMinutes(1))))
                        .withoutMetrics()
                        .within(limits))
                .onPrepared(attempt -> {
                    attempt.targets().metrics().disk(attempt.target(), 24, 0, 900);
                    attempt.targets().metrics().workedUntil(attempt.target(), workEnded, measured);
                });
    }

    /** By five minutes, as the rule about idle GPUs states them. */
    private static IdlenessLimits ofAnHour(int minutes) {
        return new IdlenessLimits(
                IdlenessLimits.VERSION,
                Duration.ofMinutes(minutes),
                IdlenessLimits.FINE,
                0.9,
                null,
                20,
                6.5,
                50,
                5_000_000,
                null,
                0,
                Duration.ofMinutes(minutes),
                null);
    }

    /** That there is no newer confirmation than one of this age. */
    private static RefusalCase confirmedLast(String before, Duration age, Predicate<ResourceKind> isTooOldFor) {
        return RefusalCase.of(
                        "confirmed " + before + " ago",
                        ActionScenario.ALL.stream()
                                .filter(scenario ->
                                        isTooOldFor.test(scenario.targetKind().resource()))
                                .toList(),
                        ExpectedOutcome.refused("confirmed the finding last"))
                .withTarget(TargetSetup.PLAIN.confirmed(now -> Optional.of(new FindingConfirmation(now.minus(age)))));
    }

    private static void work(RefusalAttempt attempt, int... daysAgo) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        attempt.targets()
                .metrics()
                .worked(
                        attempt.target(),
                        IntStream.of(daysAgo).mapToObj(today::minusDays).toList());
    }

    private static void workAtMonthEnds(RefusalAttempt attempt) {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1);
        attempt.targets()
                .metrics()
                .worked(
                        attempt.target(),
                        List.of(first.minusDays(1), first.minusMonths(1).minusDays(1)));
    }

    /** EC2 shows that one of the instances runs. */
    private static void startInReservation(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads().and(call -> call.action().equals("DescribeCapacityReservations")),
                        body -> body.replaceAll(
                                "<availableInstanceCount>\\d+</availableInstanceCount>",
                                "<availableInstanceCount>0</availableInstanceCount>"));
    }

    /** CloudWatch has no values of operations on volumes. */
    private static void hideVolumes(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads().and(call -> call.action().equals("GetMetricData")),
                        body -> body.contains("<Id>iw</Id>")
                                ? body.replaceAll("(?s)<Values>.*?</Values>", "<Values/>")
                                        .replaceAll("(?s)<Timestamps>.*?</Timestamps>", "<Timestamps/>")
                                : body);
    }

    /** CloudWatch answers, and has no values. */
    /** Somebody else writes it when the actuator has read it: the versioning of a bucket is read after its document. */
    private static void replaceDocumentAfterItIsRead(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(attempt.reads().and(call -> call.action().endsWith("?versioning")), body -> {
                    attempt.targets().externalActor().writeLifecycle(attempt.target());
                    return body;
                });
    }

    private static void hideMetrics(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads().and(call -> call.action().equals("GetMetricData")),
                        body -> body.replaceAll("(?s)<Values>.*?</Values>", "<Values/>")
                                .replaceAll("(?s)<Timestamps>.*?</Timestamps>", "<Timestamps/>"));
    }

    private static void takeIntoUse(RefusalAttempt attempt) {
        AwsTargetFactory targets = attempt.targets();
        targets.externalActor()
                .attach(attempt.target(), targets.create(TargetScenario.INSTANCE, TargetSetup.PLAIN.allTags()));
    }

    private static void change(RefusalAttempt attempt) {
        attempt.scenario().targetKind().change(attempt.targets().externalActor(), attempt.target());
    }
}
