package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The objects of any bucket, and what it means that one can't be had. */
final class TrailObjects {

    /** What is wrong with us, and no more with one object than with another. */
    private static final Set<String> OURS =
            Set.of("ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch");

    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;

    private final AwsClients aws;

    TrailObjects(AwsClients aws) {
        this.aws = aws;
    }

    /** Files are at most 50 MB: taken whole, so that the SDK can try again what breaks on the way. */
    byte[] bytes(TrailObject object) {
        return Answer.of(aws.s3()
                        .getObject(
                                request -> request.bucket(object.bucket())
                                        .key(object.file().path()),
                                AsyncResponseTransformer.toBytes()))
                .asByteArrayUnsafe();
    }

    /** Nobody will ever get it. */
    static boolean isGone(SdkException e) {
        return e instanceof NoSuchKeyException;
    }

    /** S3 answered, and does not want to give it; not that S3 can't be reached, is too busy or does not know us. */
    static boolean isRefused(SdkException e) {
        return e instanceof AwsServiceException answer
                && answer.statusCode() >= CLIENT_ERRORS
                && answer.statusCode() < SERVER_ERRORS
                && !answer.isThrottlingException()
                && !answer.isClockSkewException()
                && (answer.awsErrorDetails() == null
                        || !OURS.contains(answer.awsErrorDetails().errorCode()));
    }
}
