package dev.gleaner.benchmarks.refusal;

import dev.gleaner.test.aws.AwsProxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** AWS that does not answer as it should: on what is read before the act, and on the act itself. */
final class FaultRows {

    private FaultRows() {}

    static List<Row> all() {
        return List.of(
                fault("reads denied", Effect.ALL, "Denied|Unauthorized", a -> Faults.deny(a, a.reads())),
                fault("reads reset", Effect.ALL, "did not answer", a -> Faults.reset(a, a.reads())),
                fault("clock that is off", Effect.ALL, "Failure|Signature", a -> Faults.skew(a, a.reads())),
                fault("nothing shown", Effect.ALL, "did not show|NoSuchBucket", Faults::showNothing),
                fault("no such thing", Effect.ALL, "did not show|no such target|NotFound|NoSuch", Faults::notFound),
                fault("call denied", Effect.ALL, "Denied|Unauthorized", a -> Faults.deny(a, a.changes())),
                fault("call reset", Effect.ALL, "did not answer", a -> Faults.reset(a, a.changes())),
                fault("call throttled", Effect.ALL, "AWS failed", a -> Faults.throttle(a, a.changes())),
                fault("old state shown after the call", Effect.ONE_CALL, "not observed", Faults::showTheOldState)
                        .allowing(1),
                Row.of("answer to the call lost", Effect.ONE_CALL, new Expected("observed", ""))
                        .in(Row.Stage.FAULTS)
                        .planned(attempt -> attempt.proxy().loseAll(attempt.changes()))
                        .allowing(1),
                fault("reads throttled", Effect.ALL, "AWS failed", a -> Faults.throttle(a, a.reads()))
                        .in(Row.Stage.THROTTLED),
                fault("metrics throttled", Effect.IDLE, "AWS failed", a -> Faults.throttle(a, metrics(a)))
                        .in(Row.Stage.THROTTLED));
    }

    private static Row fault(String name, List<Effect> effects, String why, Consumer<Attempt> fault) {
        return Row.of(name, effects, new Expected("refused|failed|undone", why))
                .in(Row.Stage.FAULTS)
                .planned(fault);
    }

    private static Predicate<AwsProxy.Call> metrics(Attempt attempt) {
        return attempt.reads().and(call -> call.action().equals("GetMetricData"));
    }
}
