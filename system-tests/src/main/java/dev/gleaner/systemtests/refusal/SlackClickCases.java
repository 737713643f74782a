package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.TestedAction;
import java.util.List;

/** Whose click counts. */
final class SlackClickCases {

    private static final List<TestedAction> FOR_TWO = TestedAction.where(TestedAction::needsTwo);
    private static final List<TestedAction> FOR_ONE = TestedAction.where(
            testedAction -> !testedAction.needsTwo() && TestedAction.ONE_CALL.contains(testedAction));

    private SlackClickCases() {}

    static List<RefusalCase> all() {
        return List.of(
                notSigned("Slack: unsigned").withDecision(SlackClick::unsigned),
                notSigned("Slack: signed by somebody else").withDecision(SlackClick::signedByAnother),
                notSigned("Slack: signed for another click").withDecision(SlackClick::underAnotherSignature),
                notSigned("Slack: signed six minutes ago").withDecision(SlackClick::old),
                notSigned("Slack: signed for in six minutes").withDecision(SlackClick::fromTheFuture),
                notSigned("Slack: old signature, new time").withDecision(SlackClick::withAnotherTime),
                RefusalCase.of("Slack: user who may only look", TestedAction.ALL, ExpectedOutcome.UNDECIDED)
                        .withDecision(SlackClick.of(SlackClick.VIEWER)),
                RefusalCase.of("Slack: user whom nobody named", TestedAction.ALL, ExpectedOutcome.UNDECIDED)
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
        return RefusalCase.of(name, TestedAction.ALL, ExpectedOutcome.status("401"));
    }
}
