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

/** The objects of the buckets that are configured, and what it means that one can't be had. */
final class TrailObjectFetcher {

    /** What is wrong with us, and no more with one object than with another. */
    private static final Set<String> OURS =
            Set.of("ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch");

    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;

    private final RateLimitedAwsClients aws;
    private final Set<String> buckets;
    private final Optional<String> owner;
    private final long limit;

    /**
     * Objects.
     *
     * @param buckets from which alone anything is read
     * @param owner account to which the buckets have to belong, if it is known
     * @param limit of bytes that an object may have
     */
    TrailObjectFetcher(RateLimitedAwsClients aws, Set<String> buckets, Optional<String> owner, long limit) {
        this.aws = aws;
        this.buckets = buckets;
        this.owner = owner;
        this.limit = limit;
    }

    /** As configured: who can write into the queue names objects, but not of other buckets. */
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

    /** Why an object is never read; empty if it may be. */
    Optional<String> refusal(FileNotificationMessageReader.NotificationParser.AnnouncedObject object) {
        return buckets.contains(object.bucket())
                ? Optional.empty()
                : Optional.of("bucket " + object.bucket() + " is none of collector.cloudtrail.buckets");
    }

    /** The bytes of an object, whole: of just that version of which S3 said before how large it is. */
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

    /** An object has more bytes than we take into memory. */
    static final class TooLargeException extends Exception {

        private static final long serialVersionUID = 1;

        TooLargeException(String message) {
            super(message);
        }

        /** For a person. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
