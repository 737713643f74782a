package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.TestedAction;
import dev.gleaner.test.aws.AwsProxy;
import java.util.function.Predicate;

/** What AWS answers when it does not answer as it should, in the forms of its protocols. */
final class AwsFaults {

    /** An error in each protocol: code of the query protocols, of S3, and of JSON. */
    private record Code(int status, String ofQuery, String ofS3, String ofJson) {}

    /** Too many calls (ClusterLabs/cluster-glue#35, cloud-custodian/cloud-custodian#1813). */
    private static final Code THROTTLED = new Code(503, "RequestLimitExceeded", "SlowDown", "ThrottlingException");

    private static final Code DENIED = new Code(403, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException");
    /** A clock that is off: EC2 calls it a failure of authentication (aws/aws-sdk-java#519). */
    private static final Code SKEWED =
            new Code(401, "AuthFailure", "SignatureDoesNotMatch", "InvalidSignatureException");

    private AwsFaults() {}

    static void throttle(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, THROTTLED);
    }

    static void deny(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, DENIED);
    }

    static void skew(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        answer(attempt, which, SKEWED);
    }

    static void reset(RefusalAttempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().dropAll(which);
    }

    /** Nothing is shown, which means nothing (kubernetes-sigs/cluster-api-provider-aws#2915). */
    static void showNothing(RefusalAttempt attempt) {
        if (attempt.scenario().kind() == TestedAction.TargetKind.BUCKET) {
            notFound(attempt);
        } else {
            attempt.proxy()
                    .rewriteResponses(
                            attempt.reads(),
                            body -> body.replaceAll(
                                            "(?s)<(reservationSet|vpcSet|volumeSet|addressesSet|AutoScalingGroups)>.*</\\1>",
                                            "<$1/>")
                                    .replaceAll("(?s)\"logGroups\": ?\\[.*\\]", "\"logGroups\": []"));
        }
    }

    /** There is no such thing, says AWS of what it made a moment ago. */
    static void notFound(RefusalAttempt attempt) {
        String ofQuery = switch (attempt.scenario().kind()) {
            case INSTANCE -> "InvalidInstanceID.NotFound";
            case VPC -> "InvalidVpcID.NotFound";
            case VOLUME -> "InvalidVolume.NotFound";
            case ADDRESS -> "InvalidAllocationID.NotFound";
            case BUCKET, LOG_GROUP, GROUP -> "ResourceNotFound";
        };
        Predicate<AwsProxy.Call> ofItself =
                attempt.reads().and(call -> !call.action().equals("GetMetricData"));
        answer(attempt, ofItself, new Code(400, ofQuery, "NoSuchBucket", "ResourceNotFoundException"));
    }

    /** The state of before goes on being shown after a change (boto/boto3#4386). */
    static void showTheOldState(RefusalAttempt attempt) {
        attempt.proxy().repeatFirstResponse(attempt.reads());
    }

    /** The root is no volume. */
    static void showInstanceStore(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads(),
                        body -> body.replace(
                                "<rootDeviceType>ebs</rootDeviceType>",
                                "<rootDeviceType>instance-store</rootDeviceType>"));
    }

    /** A device is mapped that is no volume. */
    static void showInstanceStoreDevice(RefusalAttempt attempt) {
        attempt.proxy()
                .rewriteResponses(
                        attempt.reads(),
                        body -> body.replace(
                                "</blockDeviceMapping>",
                                "<item><deviceName>/dev/sdb</deviceName></item></blockDeviceMapping>"));
    }

    /** EC2 does not say whether this type has instance-store volumes. */
    static void hideStorageOf(RefusalAttempt attempt, String type) {
        attempt.proxy()
                .rewriteResponses(
                        call -> call.action().equals("DescribeInstanceTypes")
                                && call.body().contains(type),
                        body -> body.replaceAll("<instanceStorageSupported>[a-z]+</instanceStorageSupported>", ""));
    }

    private static void answer(RefusalAttempt attempt, Predicate<AwsProxy.Call> which, Code code) {
        String text = "as the matrix wants it";
        switch (attempt.scenario().kind()) {
            case BUCKET ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status == 400 ? 404 : code.status,
                                "<Error><Code>" + code.ofS3 + "</Code><Message>" + text + "</Message></Error>");
            case LOG_GROUP ->
                attempt.proxy()
                        .answerAll(which, 400, "{\"__type\":\"" + code.ofJson + "\",\"message\":\"" + text + "\"}");
            case GROUP ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status,
                                "<ErrorResponse><Error><Type>Sender</Type><Code>" + code.ofQuery + "</Code><Message>"
                                        + text + "</Message></Error><RequestId>matrix</RequestId></ErrorResponse>");
            case INSTANCE, VPC, VOLUME, ADDRESS ->
                attempt.proxy()
                        .answerAll(
                                which,
                                code.status,
                                "<Response><Errors><Error><Code>" + code.ofQuery + "</Code><Message>" + text
                                        + "</Message></Error></Errors><RequestID>matrix</RequestID></Response>");
        }
    }
}
