package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Decisions that the policy does not allow. */
final class PolicyCases {

    /** The largest savings are posted to Slack first. */
    private static final TargetSetup NOTICED = in(PolicyFileWriter.NOTICE).monthly("5000");

    /** One action suffices, as Slack accepts one message a second. */
    private static final List<ActionScenario> STOP_ONLY = List.of(ActionScenario.STOP);

    /** Those of which no undo restores everything. */
    private static final List<ActionScenario> IRREVERSIBLE = ActionScenario.where(ActionScenario::needsTwo);

    private PolicyCases() {}

    static List<RefusalCase> all() {
        return List.of(
                RefusalCase.of("policy: never", ActionScenario.ALL, ExpectedOutcome.status("422"))
                        .withTarget(in(PolicyFileWriter.NEVER)),
                RefusalCase.of("policy: one of two people", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .withTarget(in(PolicyFileWriter.TWO))
                        .withDecision(ConsoleDecisions::approveByOne),
                RefusalCase.of("policy: nobody of the group", ActionScenario.ALL, ExpectedOutcome.status("403"))
                        .withTarget(in(PolicyFileWriter.GROUP)),
                RefusalCase.of("policy: another Slack user", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .withTarget(in(PolicyFileWriter.SLACK_USER))
                        .withDecision(SlackClick::ofOne),
                RefusalCase.of("policy: not the owner", ActionScenario.ALL, ExpectedOutcome.status("403"))
                        .withTarget(in(PolicyFileWriter.OWNER).tags(Map.of("gleaner:owner", "bert")))
                        .withDecision(ConsoleDecisions::approveByOne),
                RefusalCase.of("policy: no owner", ActionScenario.ALL, ExpectedOutcome.status("403"))
                        .withTarget(in(PolicyFileWriter.OWNER)),
                RefusalCase.of("policy: yes without its reason", ActionScenario.ALL, ExpectedOutcome.status("400"))
                        .withTarget(in(PolicyFileWriter.WORDS)),
                RefusalCase.of("production kept without a reason", ActionScenario.ALL, ExpectedOutcome.status("400"))
                        .withTarget(in("production"))
                        .withDecision(ConsoleDecisions::keepWithoutReason),
                RefusalCase.of("policy unreadable: never", ActionScenario.ALL, ExpectedOutcome.status("422"))
                        .inStage(RefusalCase.Stage.POLICY_BROKEN)
                        .withTarget(in(PolicyFileWriter.NEVER)),
                RefusalCase.of("policy unreadable: one of two people", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .inStage(RefusalCase.Stage.POLICY_BROKEN)
                        .withTarget(in(PolicyFileWriter.TWO))
                        .withDecision(ConsoleDecisions::approveByOne),
                RefusalCase.of(
                                "policy: never, since the yes",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused("policy has changed"))
                        .inStage(RefusalCase.Stage.POLICY_CHANGES)
                        .withTarget(in(SpecialAccounts.FROZEN))
                        .onDecided(RefusalAttempt::makeDue),
                // Whatever its remedy states: what is lost, an undo does not bring back.
                RefusalCase.of("irreversible: one of two people", IRREVERSIBLE, ExpectedOutcome.UNDECIDED)
                        .withDecision(ConsoleDecisions::approveByOne),
                RefusalCase.of("irreversible: by a policy", IRREVERSIBLE, ExpectedOutcome.UNDECIDED)
                        .inStage(RefusalCase.Stage.NOTICE)
                        .withTarget(NOTICED)
                        .withDecision(ConsoleDecisions::ofNobody)
                        .onDecided(attempt -> attempt.watch(Duration.ZERO)),
                noticed("control: notice over", ActionScenario.REVERSIBLE, ExpectedOutcome.ACTS)
                        .allowing(Integer.MAX_VALUE)
                        .withDecision(PolicyCases::endNotice),
                noticed("notice not over", ActionScenario.REVERSIBLE, ExpectedOutcome.UNDECIDED)
                        .withDecision(ConsoleDecisions::ofNobody),
                noticed("notice over, and somebody said no", STOP_ONLY, ExpectedOutcome.UNDECIDED)
                        .withDecision(attempt -> {
                            ConsoleDecisions.reject(attempt);
                            endNotice(attempt);
                        }),
                noticed("notice over, and it came back once", STOP_ONLY, ExpectedOutcome.refused("flaps"))
                        .withDecision(attempt -> {
                            PastActionInserter.earlier(attempt, "a", "observed", "2 days");
                            endNotice(attempt);
                        }),
                RefusalCase.of("Slack down: nobody was told", ActionScenario.REVERSIBLE, ExpectedOutcome.UNDECIDED)
                        .inStage(RefusalCase.Stage.SLACK_DOWN)
                        .withTarget(NOTICED)
                        .withDecision(PolicyCases::endNotice)
                        .onDecided(attempt -> attempt.watch(Duration.ZERO)));
    }

    private static RefusalCase noticed(String name, List<ActionScenario> scenarios, ExpectedOutcome expected) {
        return RefusalCase.of(name, scenarios, expected)
                .inStage(RefusalCase.Stage.NOTICE)
                .withTarget(NOTICED)
                .onPlanned(PolicyCases::awaitNotice)
                .onDecided(attempt -> attempt.watch(Duration.ZERO));
    }

    private static void awaitNotice(RefusalAttempt attempt) {
        attempt.await(
                "announced in Slack",
                () -> attempt.queryValue("select count(*) from policy_notice where state = 'given' and"
                                + " finding_id = '" + attempt.findingId() + "'")
                        .equals("1"));
    }

    /** Nobody decides until the notice is over. */
    private static void endNotice(RefusalAttempt attempt) {
        ConsoleDecisions.ofNobody(attempt);
        attempt.sql("update policy_notice set given_at = now() - interval '25 hours' where finding_id = '"
                + attempt.findingId() + "'");
    }

    private static TargetSetup in(String environment) {
        return TargetSetup.PLAIN.environment(environment);
    }
}
