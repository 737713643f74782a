package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.TargetScenario;
import dev.gleaner.test.aws.AwsProxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Faults of AWS in calls that read before an action, and in the calls of the action itself. */
final class AwsFaultCases {

    /** An error and its codes in the query protocols, in S3 and in the JSON protocol. */
    private record ErrorCode(int status, String query, String s3, String json) {}

    /** Throttled calls (ClusterLabs/cluster-glue#35, cloud-custodian/cloud-custodian#1813). */
    private static final ErrorCode THROTTLED =
            new ErrorCode(503, "RequestLimitExceeded", "SlowDown", "ThrottlingException");

    private static final ErrorCode DENIED =
            new ErrorCode(403, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException");
    /** A wrong clock, which EC2 reports as a failed authentication (aws/aws-sdk-java#519). */
    private static final ErrorCode SKEWED =
            new ErrorCode(401, "AuthFailure", "SignatureDoesNotMatch", "InvalidSignatureException");

    /** The deletion of a NAT gateway or an inference endpoint, and the stop of a notebook instance, are observed for long, for which the matrix does not wait. */
    private static final List<ActionScenario> OBSERVED_SOON = ActionScenario.ONE_CALL.stream()
            .filter(scenario -> scenario != ActionScenario.NAT_GATEWAY
                    && scenario != ActionScenario.INFERENCE_ENDPOINT
                    && scenario != ActionScenario.NOTEBOOK)
            .toList();

    private AwsFaultCases() {}

    static List<RefusalCase> all() {
        return List.of(
                fault("reads denied", ActionScenario.ALL, "Denied|Unauthorized", a -> deny(a, a.reads())),
                fault("reads reset", ActionScenario.ALL, "did not answer", a -> reset(a, a.reads())),
                fault("clock that is off", ActionScenario.ALL, "Failure|Signature", a -> skew(a, a.reads())),
                fault("nothing shown", ActionScenario.ALL, "did not show|NoSuchBucket", AwsFaultCases::showNothing),
                fault(
                        "no such thing",
                        ActionScenario.ALL,
                        "did not show|no such target|NotFound|NoSuch",
                        AwsFaultCases::notFound),
                fault("call denied", ActionScenario.ALL, "Denied|Unauthorized", a -> deny(a, a.changes())),
                fault("call reset", ActionScenario.ALL, "did not answer", a -> reset(a, a.changes())),
                fault("call throttled", ActionScenario.ALL, "AWS failed", a -> throttle(a, a.changes())),
                fault("old state shown after the call", OBSERVED_SOON, "not observed", AwsFaultCases::showTheOldState)
                        .allowing(1),
                RefusalCase.of("answer to the call lost", ActionScenario.ONE_CALL, new ExpectedOutcome("observed", ""))
                        .inStage(RefusalCase.Stage.FAULTS)
                        .onPlanned(attempt -> attempt.proxy().dropResponses(attempt.changes()))
                        .allowing(1),
                fault("reads throttled", ActionScenario.ALL, "AWS failed", a -> throttle(a, a.reads()))
                        .inStage(RefusalCase.Stage.THROTTLED),
                fault("metrics throttled", ActionScenario.IDLE, "AWS failed", a -> throttle(a, metrics(a)))
                        .inStage(RefusalCase.Stage.THROTTLED));
    }

    private static RefusalCase fault(
            String name, List<ActionScenario> scenarios, String why, Consumer<RefusalAttempt> fault) {
        return RefusalCase.of(name, scenarios, new ExpectedOutcome("refused|failed|undone", why))
                .inStage(RefusalCase.Stage.FAULTS)
                .onPlanned(fault);
    }

    private static Predicate<AwsProxy.Call> metrics(RefusalAttempt attempt) {
        return attempt.reads().and(call -> call.action().equals("GetMetricData"));
    }

    private static void throttle(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, THROTTLED);
    }

    private static void deny(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, DENIED);
    }

    private static void skew(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, SKEWED);
    }

    private static void reset(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().dropAll(which);
    }

    /** An empty response, which does not mean that the target is gone (kubernetes-sigs/cluster-api-provider-aws#2915). */
    private static void showNothing(RefusalAttempt attempt) {
        if (attempt.scenario().targetKind() == TargetScenario.BUCKET) {
            notFound(attempt);
        } else {
            attempt.proxy().rewriteResponses(attempt.reads(), TargetScenario::withoutTargets);
        }
    }

    /** AWS reports that a target does not exist that was just created. */
    private static void notFound(RefusalAttempt attempt) {
        String queryCode = attempt.scenario().targetKind().notFoundCode();
        Predicate<AwsProxy.Call> withoutMetrics =
                attempt.reads().and(call -> !call.action().equals("GetMetricData"));
        answer(attempt, withoutMetrics, new ErrorCode(400, queryCode, "NoSuchBucket", "ResourceNotFoundException"));
    }

    /** AWS returns the old state after a change (boto/boto3#4386). */
    private static void showTheOldState(RefusalAttempt attempt) {
        attempt.proxy().repeatFirstResponse(attempt.reads());
    }

    private static void answer(RefusalAttempt attempt, Predicate<AwsProxy.Call> which, ErrorCode code) {
        String text = "fault of the matrix";
        switch (attempt.scenario().targetKind().protocol()) {
            case S3 ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status == 400 ? 404 : code.status,
                                "<Error><Code>" + code.s3 + "</Code><Message>" + text + "</Message></Error>");
            case JSON ->
                attempt.proxy()
                        .answerAll(which, 400, "{\"__type\":\"" + code.json + "\",\"message\":\"" + text + "\"}");
            case QUERY ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status,
                                "<ErrorResponse><Error><Type>Sender</Type><Code>" + code.query + "</Code><Message>"
                                        + text + "</Message></Error><RequestId>matrix</RequestId></ErrorResponse>");
            case EC2 ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status,
                                "<Response><Errors><Error><Code>" + code.query + "</Code><Message>" + text
                                        + "</Message></Error></Errors><RequestID>matrix</RequestID></Response>");
        }
    }
}
