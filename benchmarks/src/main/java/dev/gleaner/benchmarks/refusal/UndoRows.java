package dev.gleaner.benchmarks.refusal;

import java.util.List;
import java.util.function.Consumer;

/** What was done, and must not be taken back or followed up. The calls that did it are right; none after them is. */
final class UndoRows {

    private static final List<Effect> UNDOABLE = List.of(
            Effect.STOP,
            Effect.RESIZE,
            Effect.SCHEDULE,
            Effect.TAG,
            Effect.LIFECYCLE,
            Effect.ENDPOINT,
            Effect.VOLUME,
            Effect.RETENTION,
            Effect.MIX);

    private UndoRows() {}

    static List<Row> all() {
        return List.of(
                done("undo: role of an approver", UNDOABLE, Expected.status("403"))
                        .afterwards(attempt -> attempt.undo("first")),
                done("undo: there is none", List.of(Effect.ADDRESS), Expected.status("409"))
                        .afterwards(attempt -> attempt.undo("operator")),
                done("undo: kill switch", UNDOABLE, Expected.refused("kill switch"))
                        .afterwards(UndoRows::undoWhileHalted),
                undo(
                        "undo: started by somebody",
                        Effect.STOP,
                        "not stopped",
                        attempt -> attempt.estate().somebody().start(attempt.target())),
                undo("undo: stopped by somebody else", Effect.STOP, "somebody else stopped", attempt -> {
                    attempt.estate().somebody().start(attempt.target());
                    attempt.estate().somebody().stop(attempt.target());
                    // EC2 has another time of launch after a start; the stand-in keeps the first one.
                    attempt.sql("update intent set before = jsonb_set(cast(before as jsonb), '{launched}',"
                            + " '\"2026-01-01T00:00:00Z\"') where action_id = '" + attempt.action() + "'");
                }),
                undo(
                        "undo: protected by now",
                        Effect.STOP,
                        "protects it",
                        attempt -> attempt.estate().somebody().tag(attempt.target(), "gleaner:protected", "true")),
                undo(
                        "undo: it still works",
                        Effect.RESIZE,
                        "still works",
                        attempt -> attempt.estate().metrics().lately(attempt.target(), 80)),
                undo(
                        "undo: stopped by somebody",
                        Effect.RESIZE,
                        "somebody stopped",
                        attempt -> attempt.estate().somebody().stop(attempt.target())),
                undo(
                        "undo: document changed",
                        Effect.LIFECYCLE,
                        "somebody changed",
                        attempt -> attempt.estate().somebody().writeLifecycle(attempt.target())),
                undo(
                        "undo: endpoint gone",
                        Effect.ENDPOINT,
                        "does not show",
                        attempt -> attempt.estate().somebody().deleteEndpoints(attempt.target())),
                undo(
                        "undo: snapshot gone",
                        Effect.VOLUME,
                        "no whole snapshot",
                        attempt -> attempt.estate().somebody().deleteSnapshots(attempt.target())),
                undo(
                        "undo: retention changed",
                        Effect.RETENTION,
                        "somebody changed",
                        attempt -> attempt.estate().somebody().keepLogs(attempt.target(), 365)),
                undo(
                        "undo: policy changed",
                        Effect.MIX,
                        "somebody changed",
                        attempt -> attempt.estate().somebody().mix(attempt.target())),
                scheduled(
                        "end of hours: it still works",
                        Expected.refused("still works"),
                        attempt -> attempt.estate().metrics().lately(attempt.target(), 80)),
                scheduled("end of hours: no metrics", Expected.refused("no CPU use"), attempt -> {}),
                scheduled("end of hours: protected by now", Expected.refused("protects it"), UndoRows::protect),
                done("end of hours: tag taken off", List.of(Effect.SCHEDULE), Expected.UNDECIDED)
                        .afterwards(UndoRows::unschedule));
    }

    private static Row done(String name, List<Effect> effects, Expected expected) {
        return Row.of(name, effects, expected).in(Row.Stage.UNDO);
    }

    private static Row undo(String name, Effect effect, String why, Consumer<Attempt> change) {
        return done(name, List.of(effect), Expected.refused(why)).afterwards(attempt -> {
            change.accept(attempt);
            attempt.undo("operator");
        });
    }

    /** As if the hours of a schedule had ended a minute ago. */
    private static Row scheduled(String name, Expected expected, Consumer<Attempt> change) {
        return done(name, List.of(Effect.SCHEDULE), expected)
                .about(Subject.PLAIN.withoutMetrics())
                .afterwards(attempt -> {
                    change.accept(attempt);
                    comes(attempt);
                    String made =
                            "select coalesce(max(id), '') from action where schedule = '" + attempt.action() + "'";
                    attempt.await("followed up", () -> !attempt.ask(made).isEmpty());
                    attempt.goOnWith(200, attempt.ask(made));
                });
    }

    private static void unschedule(Attempt attempt) {
        attempt.estate().somebody().untag(attempt.target(), "gleaner:schedule");
        comes(attempt);
        String schedule = attempt.action();
        attempt.await(
                "given up",
                () -> attempt.ask("select state from schedule where action_id = '" + schedule + "'")
                        .equals("ended"));
        String made = attempt.ask("select coalesce(max(id), '') from action where schedule = '" + schedule + "'");
        attempt.goOnWith(200, made);
    }

    private static void protect(Attempt attempt) {
        attempt.estate().metrics().lately(attempt.target(), 1);
        attempt.estate().somebody().tag(attempt.target(), "gleaner:protected", "true");
    }

    private static void comes(Attempt attempt) {
        String schedule = " where action_id = '" + attempt.action() + "' and state = 'active'";
        attempt.await(
                "scheduled",
                () -> attempt.ask("select count(*) from schedule" + schedule + " and due_at > now()")
                        .equals("1"));
        attempt.sql("update schedule set turns_on = false, due_at = now() - interval '1 minute', next_look = now()"
                + schedule);
    }

    /** The others are over by then. */
    private static void undoWhileHalted(Attempt attempt) {
        attempt.service().turnKillSwitch(true);
        attempt.undo("operator");
        attempt.service().turnKillSwitch(false);
    }
}
