package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.BeforeStopDocument;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Cases of an instance that names a document, which has to succeed before the instance is stopped. */
final class BeforeStopCases {

    /** The actions of which the first step stops the instance. */
    private static final List<ActionScenario> STOPPING_AT_ONCE =
            List.of(ActionScenario.STOP, ActionScenario.RESIZE, ActionScenario.TERMINATE);

    /** Seconds that a document runs, during which something else happens. */
    private static final int LONG = 20;

    private BeforeStopCases() {}

    /** A control: the document succeeds. */
    static RefusalCase succeeding() {
        return RefusalCase.acting("control: document succeeds", STOPPING_AT_ONCE)
                .withTarget(tagged(BeforeStopDocument.NAME))
                .onPrepared(runs("Success", "saved", 0));
    }

    static List<RefusalCase> all() {
        return List.of(
                ran("document fails", new ExpectedOutcome("failed", "is Failed.*no space left"))
                        .onPrepared(runs("Failed", "no space left", 1)),
                ran("document is cancelled", new ExpectedOutcome("failed", "is Cancelled"))
                        .onPrepared(runs("Cancelled", "", 1)),
                ran("document is not delivered", new ExpectedOutcome("failed", "is TimedOut"))
                        .onPrepared(runs("TimedOut", "", 1)),
                ran("nothing heard of the document", new ExpectedOutcome("failed", "not over within.*is Pending"))
                        .onPrepared(runs("Pending", "", 0)),
                ran("document without end", new ExpectedOutcome("failed", "not over within.*is InProgress"))
                        .onPrepared(runs("InProgress", "", 0)),
                ran("document that can't be looked up", new ExpectedOutcome("failed", "not observed within"))
                        .onPrepared(BeforeStopCases::denyLists),
                unsent("document, but not managed", ExpectedOutcome.refused("does not manage the instance"))
                        .onPrepared(attempt -> BeforeStopDocument.unmanaged(attempt.target())),
                unsent("document of another name", ExpectedOutcome.refused("no name of a document"))
                        .withTarget(tagged("AWS-RunShellScript")),
                unsent("document named after the plan", ExpectedOutcome.refused("tags of the instance changed"))
                        .withTarget(TargetSetup.PLAIN)
                        .onPlanned(attempt -> attempt.targets()
                                .externalActor()
                                .tag(attempt.target(), "gleaner:before-stop", BeforeStopDocument.NAME)),
                ran("session opened while the document runs", ExpectedOutcome.refused("has an open session"))
                        .onPrepared(runs("Success", "", LONG))
                        .onDecided(whileItRuns(DataLossCases::openSession)),
                ran("work reported while the document runs", ExpectedOutcome.refused("finding"))
                        .onPrepared(runs("Success", "", LONG))
                        .onDecided(whileItRuns(attempt -> attempt.publishChangedFinding(Finding.Status.IN_DOUBT))),
                ran("protected while the document runs", ExpectedOutcome.refused("protects it"))
                        .onPrepared(runs("Success", "", LONG))
                        .onDecided(whileItRuns(attempt ->
                                attempt.targets().externalActor().tag(attempt.target(), "gleaner:protected", "true"))));
    }

    /** The document is sent, and nothing else is called. */
    private static RefusalCase ran(String name, ExpectedOutcome expected) {
        return unsent(name, expected).allowing(1);
    }

    private static RefusalCase unsent(String name, ExpectedOutcome expected) {
        return RefusalCase.of(name, STOPPING_AT_ONCE, expected)
                .inStage(RefusalCase.Stage.DOCUMENT)
                .withTarget(tagged(BeforeStopDocument.NAME));
    }

    private static TargetSetup tagged(String document) {
        return TargetSetup.PLAIN.tags(Map.of("gleaner:before-stop", document));
    }

    private static Consumer<RefusalAttempt> runs(String status, String output, int seconds) {
        return attempt -> {
            attempt.targets().document().create();
            BeforeStopDocument.runs(attempt.target(), status, output, seconds);
        };
    }

    private static Consumer<RefusalAttempt> whileItRuns(Consumer<RefusalAttempt> change) {
        return attempt -> {
            attempt.await("told to run its document", () -> attempt.calls() > 0);
            change.accept(attempt);
        };
    }

    /** The runs of the command; the commands themselves are listed for all instances together. */
    private static void denyLists(RefusalAttempt attempt) {
        attempt.targets().document().create();
        attempt.proxy()
                .answerAll(
                        attempt.reads().and(call -> call.action().equals("ListCommandInvocations")),
                        400,
                        "{\"__type\":\"AccessDeniedException\",\"message\":\"matrix\"}");
    }
}
