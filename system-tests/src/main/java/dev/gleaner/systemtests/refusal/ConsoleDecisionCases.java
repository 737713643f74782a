package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.List;
import java.util.Map;

/** Decisions at the console that must be rejected, or must not suffice. */
final class ConsoleDecisionCases {

    /** A bucket has no account in its ARN, so that the account of a finding that is gone is unknown. */
    private static final String NO_LONGER = "no longer open|its account is unknown";

    private ConsoleDecisionCases() {}

    static List<RefusalCase> all() {
        return List.of(
                RefusalCase.of("nobody's token", ActionScenario.ALL, ExpectedOutcome.status("401"))
                        .withDecision(ConsoleDecisions.approveBy("nobody")),
                RefusalCase.of("role of a viewer", ActionScenario.ALL, ExpectedOutcome.status("403"))
                        .withDecision(ConsoleDecisions.approveBy("viewer")),
                RefusalCase.of("role of an operator", ActionScenario.ALL, ExpectedOutcome.status("403"))
                        .withDecision(ConsoleDecisions.approveBy("operator")),
                RefusalCase.of("another plan than shown", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .withDecision(ConsoleDecisions::toAnotherPlan),
                RefusalCase.of(
                                "parameters that the plan does not take",
                                ActionScenario.where(scenario -> scenario != ActionScenario.SCHEDULE),
                                ExpectedOutcome.status("422"))
                        .withDecision(ConsoleDecisions.approveWith(Map.of("hours", "Mon-Fri 09:00-17:00"))),
                RefusalCase.of("a parameter that nobody knows", ActionScenario.ALL, ExpectedOutcome.status("422"))
                        .withDecision(ConsoleDecisions.approveWith(Map.of("force", "true"))),
                RefusalCase.of("hours that never run", List.of(ActionScenario.SCHEDULE), ExpectedOutcome.status("422"))
                        .withDecision(ConsoleDecisions.approveWith(Map.of("hours", "Mon 09:00-09:00"))),
                RefusalCase.of("proposal expired", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(attempt -> attempt.sql("update proposal set expires_at = now() - interval '1 second'"
                                + " where target = '" + attempt.target() + "'")),
                RefusalCase.of("rejected before the yes", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(ConsoleDecisions::reject),
                RefusalCase.of("snoozed before the yes", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(ConsoleDecisions::snooze),
                RefusalCase.of("kept by somebody before the yes", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(ConsoleDecisions::keep),
                RefusalCase.of("rejected while it waits", ActionScenario.ALL, ExpectedOutcome.refused("withdrawn by"))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN))
                        .onDecided(ConsoleDecisions::reject),
                RefusalCase.of("finding resolved before the yes", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(attempt -> attempt.publishChangedFinding(Finding.Status.RESOLVED)),
                RefusalCase.of("finding resolved after the yes", ActionScenario.ALL, ExpectedOutcome.refused(NO_LONGER))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN))
                        .onDecided(attempt -> changeAndWake(attempt, Finding.Status.RESOLVED)),
                RefusalCase.of(
                                "finding of another version since the yes",
                                ActionScenario.ALL,
                                ExpectedOutcome.refused(NO_LONGER))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN))
                        .onDecided(attempt -> changeAndWake(attempt, Finding.Status.OPEN)),
                RefusalCase.of("finding in doubt before the yes", ActionScenario.ALL, ExpectedOutcome.status("409"))
                        .onPlanned(attempt -> attempt.publishChangedFinding(Finding.Status.IN_DOUBT)),
                RefusalCase.of("finding in doubt since the yes", ActionScenario.ALL, ExpectedOutcome.refused(NO_LONGER))
                        .withTarget(TargetSetup.PLAIN.environment(SpecialAccounts.FROZEN))
                        .onDecided(attempt -> changeAndWake(attempt, Finding.Status.IN_DOUBT)),
                RefusalCase.of("one of two people", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .withTarget(TargetSetup.PLAIN.irreversible())
                        .withDecision(ConsoleDecisions::approveByOne),
                RefusalCase.of("the same yes eight times at once", ActionScenario.ONE_CALL, ExpectedOutcome.ACTS)
                        .allowing(1)
                        .withDecision(ConsoleDecisions::manyTimes),
                RefusalCase.of("database down", ActionScenario.ALL, ExpectedOutcome.status("5\\d\\d"))
                        .inStage(RefusalCase.Stage.DATABASE_DOWN),
                RefusalCase.of("database down for Slack", ActionScenario.ALL, ExpectedOutcome.status("503"))
                        .inStage(RefusalCase.Stage.DATABASE_DOWN)
                        .withDecision(SlackClick::ofOne));
    }

    private static void changeAndWake(RefusalAttempt attempt, Finding.Status status) {
        attempt.publishChangedFinding(status);
        attempt.makeDue();
    }
}
