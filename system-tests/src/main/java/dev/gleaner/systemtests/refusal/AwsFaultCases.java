package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.TestedAction;
import dev.gleaner.test.aws.AwsProxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** AWS that does not answer as it should: on what is read before the act, and on the act itself. */
final class AwsFaultCases {

    private AwsFaultCases() {}

    static List<RefusalCase> all() {
        return List.of(
                fault("reads denied", TestedAction.ALL, "Denied|Unauthorized", a -> AwsFaults.deny(a, a.reads())),
                fault("reads reset", TestedAction.ALL, "did not answer", a -> AwsFaults.reset(a, a.reads())),
                fault("clock that is off", TestedAction.ALL, "Failure|Signature", a -> AwsFaults.skew(a, a.reads())),
                fault("nothing shown", TestedAction.ALL, "did not show|NoSuchBucket", AwsFaults::showNothing),
                fault(
                        "no such thing",
                        TestedAction.ALL,
                        "did not show|no such target|NotFound|NoSuch",
                        AwsFaults::notFound),
                fault("call denied", TestedAction.ALL, "Denied|Unauthorized", a -> AwsFaults.deny(a, a.changes())),
                fault("call reset", TestedAction.ALL, "did not answer", a -> AwsFaults.reset(a, a.changes())),
                fault("call throttled", TestedAction.ALL, "AWS failed", a -> AwsFaults.throttle(a, a.changes())),
                fault(
                                "old state shown after the call",
                                TestedAction.ONE_CALL,
                                "not observed",
                                AwsFaults::showTheOldState)
                        .allowing(1),
                RefusalCase.of("answer to the call lost", TestedAction.ONE_CALL, new ExpectedOutcome("observed", ""))
                        .inStage(RefusalCase.Stage.FAULTS)
                        .onPlanned(attempt -> attempt.proxy().dropResponses(attempt.changes()))
                        .allowing(1),
                fault("reads throttled", TestedAction.ALL, "AWS failed", a -> AwsFaults.throttle(a, a.reads()))
                        .inStage(RefusalCase.Stage.THROTTLED),
                fault("metrics throttled", TestedAction.IDLE, "AWS failed", a -> AwsFaults.throttle(a, metrics(a)))
                        .inStage(RefusalCase.Stage.THROTTLED));
    }

    private static RefusalCase fault(
            String name, List<TestedAction> effects, String why, Consumer<RefusalAttempt> fault) {
        return RefusalCase.of(name, effects, new ExpectedOutcome("refused|failed|undone", why))
                .inStage(RefusalCase.Stage.FAULTS)
                .onPlanned(fault);
    }

    private static Predicate<AwsProxy.Call> metrics(RefusalAttempt attempt) {
        return attempt.reads().and(call -> call.action().equals("GetMetricData"));
    }
}
