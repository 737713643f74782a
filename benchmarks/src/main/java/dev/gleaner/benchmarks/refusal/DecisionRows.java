package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.Finding;
import java.util.List;

/** Whose yes counts, and to what, on the console. */
final class DecisionRows {

    /** Of a bucket, which has no account in its name, the finding alone said in which it is. */
    private static final String NO_LONGER = "no longer open|nobody knows in which account";

    private DecisionRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("nobody's token", Effect.ALL, Expected.status("401")).deciding(Yes.of("nobody")),
                Row.of("role of a viewer", Effect.ALL, Expected.status("403")).deciding(Yes.of("viewer")),
                Row.of("role of an operator", Effect.ALL, Expected.status("403"))
                        .deciding(Yes.of("operator")),
                Row.of("another plan than shown", Effect.ALL, Expected.status("409"))
                        .deciding(Yes::toAnotherPlan),
                Row.of("proposal expired", Effect.ALL, Expected.status("409"))
                        .planned(attempt -> attempt.sql("update proposal set expires_at = now() - interval '1 second'"
                                + " where target = '" + attempt.target() + "'")),
                Row.of("rejected before the yes", Effect.ALL, Expected.status("409"))
                        .planned(Yes::no),
                Row.of("snoozed before the yes", Effect.ALL, Expected.status("409"))
                        .planned(Yes::snooze),
                Row.of("kept by somebody before the yes", Effect.ALL, Expected.status("409"))
                        .planned(Yes::keep),
                Row.of("rejected while it waits", Effect.ALL, Expected.refused("withdrawn by"))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN))
                        .decided(Yes::no),
                Row.of("finding resolved before the yes", Effect.ALL, Expected.status("409"))
                        .planned(attempt -> attempt.change(Finding.Status.RESOLVED)),
                Row.of("finding resolved after the yes", Effect.ALL, Expected.refused(NO_LONGER))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN))
                        .decided(attempt -> changeAndWake(attempt, Finding.Status.RESOLVED)),
                Row.of("finding of another version since the yes", Effect.ALL, Expected.refused(NO_LONGER))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN))
                        .decided(attempt -> changeAndWake(attempt, Finding.Status.OPEN)),
                Row.of("finding in doubt before the yes", Effect.ALL, Expected.status("409"))
                        .planned(attempt -> attempt.change(Finding.Status.IN_DOUBT)),
                Row.of("finding in doubt since the yes", Effect.ALL, Expected.refused(NO_LONGER))
                        .about(Subject.PLAIN.environment(Accounts.FROZEN))
                        .decided(attempt -> changeAndWake(attempt, Finding.Status.IN_DOUBT)),
                Row.of("one of two people", Effect.ALL, Expected.UNDECIDED)
                        .about(Subject.PLAIN.irreversible())
                        .deciding(Yes::ofOne),
                Row.of("the same yes eight times at once", Effect.ONE_CALL, Expected.ACTS)
                        .allowing(1)
                        .deciding(Yes::manyTimes),
                Row.of("database down", Effect.ALL, Expected.status("5\\d\\d")).in(Row.Stage.DATABASE_DOWN),
                Row.of("database down for Slack", Effect.ALL, Expected.status("503"))
                        .in(Row.Stage.DATABASE_DOWN)
                        .deciding(Click::ofOne));
    }

    private static void changeAndWake(Attempt attempt, Finding.Status found) {
        attempt.change(found);
        attempt.wake();
    }
}
