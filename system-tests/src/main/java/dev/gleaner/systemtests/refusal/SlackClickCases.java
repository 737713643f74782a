package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.List;

/** Clicks that must be rejected, or must not suffice. */
final class SlackClickCases {

    private static final List<ActionScenario> FOR_TWO = ActionScenario.where(ActionScenario::needsTwo);
    private static final List<ActionScenario> FOR_ONE =
            ActionScenario.where(scenario -> !scenario.needsTwo() && ActionScenario.ONE_CALL.contains(scenario));

    private SlackClickCases() {}

    static List<RefusalCase> all() {
        return List.of(
                notSigned("Slack: unsigned").withDecision(SlackClick::unsigned),
                notSigned("Slack: signed by somebody else").withDecision(SlackClick::signedByAnother),
                notSigned("Slack: signed for another click").withDecision(SlackClick::underAnotherSignature),
                notSigned("Slack: signed six minutes ago").withDecision(SlackClick::old),
                notSigned("Slack: signed for in six minutes").withDecision(SlackClick::fromTheFuture),
                notSigned("Slack: old signature, new time").withDecision(SlackClick::withAnotherTime),
                RefusalCase.of("Slack: user who may only look", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .withDecision(SlackClick.of(SlackClick.VIEWER)),
                RefusalCase.of("Slack: user whom nobody named", ActionScenario.ALL, ExpectedOutcome.UNDECIDED)
                        .withDecision(SlackClick.of(SlackClick.STRANGER)),
                RefusalCase.of("Slack: the same click four times", FOR_ONE, ExpectedOutcome.ACTS)
                        .allowing(1)
                        .withDecision(SlackClick::replayed),
                RefusalCase.of("Slack: the same yes for the second one", FOR_TWO, ExpectedOutcome.UNDECIDED)
                        .withDecision(SlackClick::replayedForTwo),
                RefusalCase.of("one person by Slack and by token", FOR_TWO, ExpectedOutcome.UNDECIDED)
                        .withDecision(attempt -> {
                            ConsoleDecisions.approveByOne(attempt);
                            SlackClick.ofOne(attempt);
                        }));
    }

    private static RefusalCase notSigned(String name) {
        return RefusalCase.of(name, ActionScenario.ALL, ExpectedOutcome.status("401"));
    }
}
