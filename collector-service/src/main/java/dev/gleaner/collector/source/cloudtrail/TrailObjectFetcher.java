package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Downloads objects of the configured buckets, and interprets failures. */
final class TrailObjectFetcher {

    /** Error codes that concern our credentials, not a single object. */
    private static final Set<String> OURS =
            Set.of("ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch");

    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;

    private final RateLimitedAwsClients aws;
    private final Set<String> buckets;
    private final Optional<String> owner;
    private final long limit;

    /**
     * A fetcher.
     *
     * @param buckets the only buckets that are read
     * @param owner account that must own the buckets, if configured
     * @param limit largest object in bytes
     */
    TrailObjectFetcher(RateLimitedAwsClients aws, Set<String> buckets, Optional<String> owner, long limit) {
        this.aws = aws;
        this.buckets = buckets;
        this.owner = owner;
        this.limit = limit;
    }

    /**
     * As configured. Whoever can write to the queue can announce objects, but only those of the configured buckets are
     * read.
     */
    static TrailObjectFetcher of(CloudTrailConfig config, RateLimitedAwsClients aws) {
        Set<String> buckets = config.buckets()
                .or(() -> config.s3().map(URI::getAuthority).map(Set::of))
                .orElse(Set.of());
        if (config.queue().isPresent() && buckets.isEmpty()) {
            throw new IllegalArgumentException(
                    "collector.cloudtrail.queue needs collector.cloudtrail.buckets: the names of"
                            + " the buckets whose files are read when the queue announces them");
        }
        return new TrailObjectFetcher(
                aws, buckets, config.bucketOwner(), config.fileLimit().asLongValue());
    }

    /** Reason why an object is never read; empty if it may be read. */
    Optional<String> refusal(FileNotificationMessageReader.NotificationParser.AnnouncedObject object) {
        return buckets.contains(object.bucket())
                ? Optional.empty()
                : Optional.of("bucket " + object.bucket() + " is not in collector.cloudtrail.buckets");
    }

    /** The complete object, in the version whose size was checked before. */
    byte[] bytes(FileNotificationMessageReader.NotificationParser.AnnouncedObject object) throws TooLargeException {
        String key = object.file().path();
        HeadObjectResponse head = AwsFutures.await(aws.s3()
                .headObject(
                        request -> request.bucket(object.bucket()).key(key).expectedBucketOwner(owner.orElse(null))));
        if (head.contentLength() > limit) {
            throw new TooLargeException(
                    head.contentLength() + " bytes, more than the " + limit + " of collector.cloudtrail.file-limit");
        }
        return AwsFutures.await(aws.s3()
                        .getObject(
                                request -> request.bucket(object.bucket())
                                        .key(key)
                                        .ifMatch(head.eTag())
                                        .expectedBucketOwner(owner.orElse(null)),
                                AsyncResponseTransformer.toBytes()))
                .asByteArrayUnsafe();
    }

    /** Whether the object no longer exists. */
    static boolean isGone(SdkException e) {
        return e instanceof NoSuchKeyException;
    }

    /**
     * Whether S3 refused access to the object, in contrast to S3 being unreachable, busy or rejecting our credentials.
     */
    static boolean isRefused(SdkException e) {
        return e instanceof AwsServiceException answer
                && answer.statusCode() >= CLIENT_ERRORS
                && answer.statusCode() < SERVER_ERRORS
                && !answer.isThrottlingException()
                && !answer.isClockSkewException()
                && (answer.awsErrorDetails() == null
                        || !OURS.contains(answer.awsErrorDetails().errorCode()));
    }

    /** The object exceeds the size limit. */
    static final class TooLargeException extends Exception {

        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }

        /** Explanation for people. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
