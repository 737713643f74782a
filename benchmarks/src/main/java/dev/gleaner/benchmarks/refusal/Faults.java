package dev.gleaner.benchmarks.refusal;

import dev.gleaner.test.AwsProxy;
import java.util.function.Predicate;

/** What AWS answers when it does not answer as it should, in the forms of EC2 and of S3. */
final class Faults {

    private static final String EMPTY_INSTANCES = "(?s)<reservationSet>.*</reservationSet>";
    private static final String EMPTY_VPCS = "(?s)<vpcSet>.*</vpcSet>";

    private Faults() {}

    /** Too many calls (ClusterLabs/cluster-glue#35, cloud-custodian/cloud-custodian#1813). */
    static void throttle(Attempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().answerAll(which, 503, error(attempt, "RequestLimitExceeded", "SlowDown"));
    }

    static void deny(Attempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().answerAll(which, 403, error(attempt, "UnauthorizedOperation", "AccessDenied"));
    }

    /** A clock that is off: EC2 calls it a failure of authentication (aws/aws-sdk-java#519). */
    static void skew(Attempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().answerAll(which, 401, error(attempt, "AuthFailure", "SignatureDoesNotMatch"));
    }

    static void reset(Attempt attempt, Predicate<AwsProxy.Call> which) {
        attempt.proxy().dropAll(which);
    }

    /** Nothing is shown, which means nothing (kubernetes-sigs/cluster-api-provider-aws#2915). */
    static void showNothing(Attempt attempt) {
        if (attempt.effect().kind() == Effect.Kind.BUCKET) {
            attempt.proxy().answerAll(attempt.reads(), 404, error(attempt, "", "NoSuchBucket"));
        } else {
            attempt.proxy()
                    .rewriteAll(
                            attempt.reads(),
                            body -> body.replaceAll(EMPTY_INSTANCES, "<reservationSet/>")
                                    .replaceAll(EMPTY_VPCS, "<vpcSet/>"));
        }
    }

    /** The state of before goes on being shown after a change (boto/boto3#4386). */
    static void showTheOldState(Attempt attempt) {
        switch (attempt.effect().kind()) {
            case INSTANCE ->
                attempt.proxy()
                        .rewriteAll(
                                attempt.reads(),
                                body -> body.replaceAll(
                                        "<code>(64|80)</code>\\s*<name>(stopping|stopped)</name>",
                                        "<code>16</code><name>running</name>"));
            case BUCKET ->
                attempt.proxy()
                        .answerAll(
                                attempt.reads().and(call -> call.action().contains("lifecycle")),
                                404,
                                error(attempt, "", "NoSuchLifecycleConfiguration"));
            case VPC ->
                attempt.proxy()
                        .rewriteAll(
                                attempt.reads(),
                                body -> body.replaceAll("(?s)<vpcEndpointSet>.*</vpcEndpointSet>", "<vpcEndpointSet/>"));
        }
    }

    /** The root is no volume. */
    static void showInstanceStore(Attempt attempt) {
        attempt.proxy()
                .rewriteAll(
                        attempt.reads(),
                        body -> body.replace(
                                "<rootDeviceType>ebs</rootDeviceType>",
                                "<rootDeviceType>instance-store</rootDeviceType>"));
    }

    private static String error(Attempt attempt, String ofEc2, String ofS3) {
        return attempt.effect().kind() == Effect.Kind.BUCKET
                ? "<Error><Code>" + ofS3 + "</Code><Message>as the matrix wants it</Message></Error>"
                : "<Response><Errors><Error><Code>" + ofEc2
                        + "</Code><Message>as the matrix wants it</Message></Error></Errors>"
                        + "<RequestID>matrix</RequestID></Response>";
    }
}
