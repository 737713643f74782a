package dev.gleaner.benchmarks.refusal;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the policy wants. */
final class PolicyRows {

    /** What is said first to Slack is what saves most. */
    private static final Subject NOTICED = in(PolicyText.NOTICE).monthly("5000");

    /** Slack takes a message a second. */
    private static final List<Effect> ONE = List.of(Effect.STOP);

    private PolicyRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("policy: never", Effect.ALL, Expected.status("422")).about(in(PolicyText.NEVER)),
                Row.of("policy: one of two people", Effect.ALL, Expected.UNDECIDED)
                        .about(in(PolicyText.TWO))
                        .deciding(Yes::ofOne),
                Row.of("policy: nobody of the group", Effect.ALL, Expected.status("403"))
                        .about(in(PolicyText.GROUP)),
                Row.of("policy: another Slack user", Effect.ALL, Expected.UNDECIDED)
                        .about(in(PolicyText.SLACK_USER))
                        .deciding(Click::ofOne),
                Row.of("policy: not the owner", Effect.ALL, Expected.status("403"))
                        .about(in(PolicyText.OWNER).tags(Map.of("gleaner:owner", "bert")))
                        .deciding(Yes::ofOne),
                Row.of("policy: no owner", Effect.ALL, Expected.status("403")).about(in(PolicyText.OWNER)),
                Row.of("policy: yes without its reason", Effect.ALL, Expected.status("400"))
                        .about(in(PolicyText.WORDS)),
                Row.of("production kept without a reason", Effect.ALL, Expected.status("400"))
                        .about(in("production"))
                        .deciding(Yes::keepWithoutReason),
                Row.of("policy unreadable: never", Effect.ALL, Expected.status("422"))
                        .in(Row.Stage.POLICY_BROKEN)
                        .about(in(PolicyText.NEVER)),
                Row.of("policy unreadable: one of two people", Effect.ALL, Expected.UNDECIDED)
                        .in(Row.Stage.POLICY_BROKEN)
                        .about(in(PolicyText.TWO))
                        .deciding(Yes::ofOne),
                Row.of("policy: never, since the yes", Effect.ALL, Expected.refused("policy is another one"))
                        .in(Row.Stage.POLICY_CHANGES)
                        .about(in(Accounts.FROZEN))
                        .decided(Attempt::wake),
                noticed("control: notice over", Effect.REVERSIBLE, Expected.ACTS)
                        .allowing(Integer.MAX_VALUE)
                        .deciding(PolicyRows::over),
                noticed("notice not over", Effect.REVERSIBLE, Expected.UNDECIDED)
                        .deciding(Yes::ofNobody),
                noticed("notice over, and somebody said no", ONE, Expected.UNDECIDED)
                        .deciding(attempt -> {
                            Yes.no(attempt);
                            over(attempt);
                        }),
                noticed("notice over, and it came back once", ONE, Expected.refused("flaps"))
                        .deciding(attempt -> {
                            History.earlier(attempt, "a", "observed", "2 days");
                            over(attempt);
                        }),
                Row.of("Slack down: nobody was told", Effect.REVERSIBLE, Expected.UNDECIDED)
                        .in(Row.Stage.SLACK_DOWN)
                        .about(NOTICED)
                        .deciding(PolicyRows::over)
                        .decided(attempt -> attempt.watch(Duration.ZERO)));
    }

    private static Row noticed(String name, List<Effect> effects, Expected expected) {
        return Row.of(name, effects, expected)
                .in(Row.Stage.NOTICE)
                .about(NOTICED)
                .planned(PolicyRows::awaitNotice)
                .decided(attempt -> attempt.watch(Duration.ZERO));
    }

    private static void awaitNotice(Attempt attempt) {
        attempt.await(
                "told in Slack",
                () -> attempt.ask("select count(*) from policy_notice where state = 'given' and" + " finding_id = '"
                                + attempt.findingId() + "'")
                        .equals("1"));
    }

    /** Nobody says anything, and the time is over. */
    private static void over(Attempt attempt) {
        Yes.ofNobody(attempt);
        attempt.sql("update policy_notice set given_at = now() - interval '25 hours' where finding_id = '"
                + attempt.findingId() + "'");
    }

    private static Subject in(String environment) {
        return Subject.PLAIN.environment(environment);
    }
}
