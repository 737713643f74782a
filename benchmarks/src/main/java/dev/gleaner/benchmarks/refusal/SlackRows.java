package dev.gleaner.benchmarks.refusal;

import java.util.List;

/** Whose click counts. */
final class SlackRows {

    private static final List<Effect> FOR_TWO = Effect.where(Effect::needsTwo);
    private static final List<Effect> FOR_ONE =
            Effect.where(effect -> !effect.needsTwo() && Effect.ONE_CALL.contains(effect));

    private SlackRows() {}

    static List<Row> all() {
        return List.of(
                notSigned("Slack: unsigned").deciding(Click::unsigned),
                notSigned("Slack: signed by somebody else").deciding(Click::signedByAnother),
                notSigned("Slack: signed for another click").deciding(Click::underAnotherSignature),
                notSigned("Slack: signed six minutes ago").deciding(Click::old),
                notSigned("Slack: signed for in six minutes").deciding(Click::fromTheFuture),
                notSigned("Slack: old signature, new time").deciding(Click::withAnotherTime),
                Row.of("Slack: user who may only look", Effect.ALL, Expected.UNDECIDED)
                        .deciding(Click.of(Click.VIEWER)),
                Row.of("Slack: user whom nobody named", Effect.ALL, Expected.UNDECIDED)
                        .deciding(Click.of(Click.STRANGER)),
                Row.of("Slack: the same click four times", FOR_ONE, Expected.ACTS)
                        .allowing(1)
                        .deciding(Click::replayed),
                Row.of("Slack: the same yes for the second one", FOR_TWO, Expected.UNDECIDED)
                        .deciding(Click::replayedForTwo),
                Row.of("one person by Slack and by token", FOR_TWO, Expected.UNDECIDED)
                        .deciding(attempt -> {
                            Yes.ofOne(attempt);
                            Click.ofOne(attempt);
                        }));
    }

    private static Row notSigned(String name) {
        return Row.of(name, Effect.ALL, Expected.status("401"));
    }
}
