package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.files.BucketStore;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
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

    /** The bytes of an object, whole. */
    byte[] bytes(TrailObject object) {
        return BucketStore.bytes(aws, object.bucket(), object.file().path());
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
