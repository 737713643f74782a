package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Actions that must not be undone or continued. The calls of the action are allowed; no call after them is. */
final class UndoCases {

    private static final List<ActionScenario> UNDOABLE = List.of(
            ActionScenario.STOP,
            ActionScenario.RESIZE,
            ActionScenario.SCHEDULE,
            ActionScenario.TAG,
            ActionScenario.LIFECYCLE,
            ActionScenario.ENDPOINT,
            ActionScenario.VOLUME,
            ActionScenario.VOLUME_TYPE,
            ActionScenario.NAT_GATEWAY,
            ActionScenario.INFERENCE_ENDPOINT,
            ActionScenario.ENDPOINT_SCALING,
            ActionScenario.NOTEBOOK,
            ActionScenario.RETENTION,
            ActionScenario.MIX,
            ActionScenario.SCALING_BOUNDS);

    private UndoCases() {}

    static List<RefusalCase> all() {
        return List.of(
                done("undo: role of an approver", UNDOABLE, ExpectedOutcome.status("403"))
                        .afterwards(attempt -> attempt.undo("first")),
                done(
                                "undo: there is none",
                                List.of(ActionScenario.ADDRESS, ActionScenario.CAPACITY_RESERVATION),
                                ExpectedOutcome.status("409"))
                        .afterwards(attempt -> attempt.undo("operator")),
                done("undo: kill switch", UNDOABLE, ExpectedOutcome.refused("kill switch"))
                        .afterwards(UndoCases::undoWhileHalted),
                undo(
                        "undo: started by somebody",
                        ActionScenario.STOP,
                        "not stopped",
                        attempt -> attempt.targets().externalActor().start(attempt.target())),
                undo("undo: stopped by somebody else", ActionScenario.STOP, "another party stopped", attempt -> {
                    attempt.targets().externalActor().start(attempt.target());
                    attempt.targets().externalActor().stop(attempt.target());
                    // EC2 changes the launch time at a start; the stand-in does not.
                    attempt.sql("update intent set before = jsonb_set(cast(before as jsonb), '{launched}',"
                            + " '\"2026-01-01T00:00:00Z\"') where action_id = '" + attempt.actionId() + "'");
                }),
                undo(
                        "undo: protected by now",
                        ActionScenario.STOP,
                        "protects it",
                        attempt ->
                                attempt.targets().externalActor().tag(attempt.target(), "gleaner:protected", "true")),
                undo(
                        "undo: it still works",
                        ActionScenario.RESIZE,
                        "still works",
                        attempt -> attempt.targets().metrics().lately(attempt.target(), 80)),
                undo(
                        "undo: stopped by somebody",
                        ActionScenario.RESIZE,
                        "another party stopped",
                        attempt -> attempt.targets().externalActor().stop(attempt.target())),
                undo(
                        "undo: document changed",
                        ActionScenario.LIFECYCLE,
                        "changed since",
                        attempt -> attempt.targets().externalActor().writeLifecycle(attempt.target())),
                undo(
                        "undo: endpoint gone",
                        ActionScenario.ENDPOINT,
                        "does not show",
                        attempt -> attempt.targets().externalActor().deleteEndpoints(attempt.target())),
                undo(
                        "undo: snapshot gone",
                        ActionScenario.VOLUME,
                        "no whole snapshot",
                        attempt -> attempt.targets().externalActor().deleteSnapshots(attempt.target())),
                done(
                                "undo: within six hours",
                                List.of(ActionScenario.VOLUME_TYPE),
                                ExpectedOutcome.waits("6 hours after the last one"))
                        .afterwards(attempt -> attempt.undo("operator")),
                undo(
                        "undo: volume modified",
                        ActionScenario.VOLUME_TYPE,
                        "changed since",
                        attempt -> attempt.targets().externalActor().modify(attempt.target())),
                undo(
                        "undo: retention changed",
                        ActionScenario.RETENTION,
                        "changed since",
                        attempt -> attempt.targets().externalActor().setRetention(attempt.target(), 365)),
                undo(
                        "undo: policy changed",
                        ActionScenario.MIX,
                        "changed since",
                        attempt -> attempt.targets().externalActor().mix(attempt.target())),
                undo(
                        "undo: bounds changed",
                        ActionScenario.SCALING_BOUNDS,
                        "changed since",
                        attempt -> attempt.targets().externalActor().bound(attempt.target())),
                undo(
                        "undo: notebook started and stopped by somebody",
                        ActionScenario.NOTEBOOK,
                        "was started at",
                        attempt -> attempt.targets().externalActor().startAndStop(attempt.target())),
                undo(
                        "undo: scaling changed",
                        ActionScenario.ENDPOINT_SCALING,
                        "changed since",
                        attempt -> attempt.targets().externalActor().scale(attempt.target())),
                scheduled(
                        "end of hours: it still works",
                        ExpectedOutcome.refused("still works"),
                        attempt -> attempt.targets().metrics().lately(attempt.target(), 80)),
                scheduled("end of hours: no metrics", ExpectedOutcome.refused("no CPU use"), attempt -> {}),
                scheduled("end of hours: protected by now", ExpectedOutcome.refused("protects it"), UndoCases::protect),
                scheduledHost(
                        "end of hours: GPUs at work",
                        "compute process",
                        attempt -> attempt.publishGpuActivity(GpuActivityCases.atWork())),
                scheduledHost(
                        "end of hours: GPUs read two hours ago",
                        "GPUs were read through",
                        attempt -> attempt.publishGpuActivity(GpuActivityCases.idle(Duration.ofHours(2)))),
                scheduledHost(
                        "end of hours: GPUs not read", "nobody reads its GPUs", RefusalAttempt::withdrawGpuActivity),
                done("end of hours: tag taken off", List.of(ActionScenario.SCHEDULE), ExpectedOutcome.UNDECIDED)
                        .afterwards(UndoCases::unschedule));
    }

    private static RefusalCase done(String name, List<ActionScenario> scenarios, ExpectedOutcome expected) {
        return RefusalCase.of(name, scenarios, expected).inStage(RefusalCase.Stage.UNDO);
    }

    private static RefusalCase undo(String name, ActionScenario scenario, String why, Consumer<RefusalAttempt> change) {
        return done(name, List.of(scenario), ExpectedOutcome.refused(why)).afterwards(attempt -> {
            change.accept(attempt);
            attempt.undo("operator");
        });
    }

    /** The hours of a schedule ended a minute ago. */
    private static RefusalCase scheduled(String name, ExpectedOutcome expected, Consumer<RefusalAttempt> change) {
        return scheduled(name, expected, TargetSetup.PLAIN, change);
    }

    /** The same of a host with a GPU, whose CPU is quiet. */
    private static RefusalCase scheduledHost(String name, String why, Consumer<RefusalAttempt> change) {
        return scheduled(name, ExpectedOutcome.refused(why), GpuActivityCases.HOST, attempt -> {
                    attempt.targets().metrics().lately(attempt.target(), 1);
                    change.accept(attempt);
                })
                .onPrepared(attempt -> attempt.publishGpuActivity(GpuActivityCases.idle(Duration.ZERO)));
    }

    private static RefusalCase scheduled(
            String name, ExpectedOutcome expected, TargetSetup target, Consumer<RefusalAttempt> change) {
        return done(name, List.of(ActionScenario.SCHEDULE), expected)
                .withTarget(target.withoutMetrics())
                .afterwards(attempt -> {
                    change.accept(attempt);
                    endHours(attempt);
                    String created =
                            "select coalesce(max(id), '') from action where schedule = '" + attempt.actionId() + "'";
                    attempt.await(
                            "stopped by its schedule",
                            () -> !attempt.queryValue(created).isEmpty());
                    attempt.continueWith(200, attempt.queryValue(created));
                });
    }

    private static void unschedule(RefusalAttempt attempt) {
        attempt.targets().externalActor().untag(attempt.target(), "gleaner:schedule");
        endHours(attempt);
        String schedule = attempt.actionId();
        attempt.await(
                "without its schedule",
                () -> attempt.queryValue("select state from schedule where action_id = '" + schedule + "'")
                        .equals("ended"));
        String created =
                attempt.queryValue("select coalesce(max(id), '') from action where schedule = '" + schedule + "'");
        attempt.continueWith(200, created);
    }

    private static void protect(RefusalAttempt attempt) {
        attempt.targets().metrics().lately(attempt.target(), 1);
        attempt.targets().externalActor().tag(attempt.target(), "gleaner:protected", "true");
    }

    private static void endHours(RefusalAttempt attempt) {
        String schedule = " where action_id = '" + attempt.actionId() + "' and state = 'active'";
        attempt.await(
                "scheduled",
                () -> attempt.queryValue("select count(*) from schedule" + schedule + " and due_at > now()")
                        .equals("1"));
        attempt.sql("update schedule set turns_on = false, due_at = now() - interval '1 minute', next_look = now()"
                + schedule);
    }

    /** Turns the kill switch on only for this undo; all other cases have ended. */
    private static void undoWhileHalted(RefusalAttempt attempt) {
        attempt.actuator().turnKillSwitch(true);
        attempt.undo("operator");
        attempt.actuator().turnKillSwitch(false);
    }
}
