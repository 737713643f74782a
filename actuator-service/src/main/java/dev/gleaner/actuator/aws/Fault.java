package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.UnknownElement;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why AWS did not do what it was asked.
 *
 * @param retryable whether asking again later makes sense (throttled, broken, unreachable), or it was a no
 * @param text code and message, for a person
 */
public record Fault(boolean retryable, String text) {

    // Refusals that pass by themselves: no capacity now, or a clock that is off until it is set (aws-sdk-java#519).
    private static final Set<String> PASSING = Set.of(
            "InsufficientInstanceCapacity",
            "RequestLimitExceeded",
            "RequestTimeTooSkewed",
            "Unavailable",
            // Too many snapshots at once or too soon one after another, no room for a volume.
            "ConcurrentSnapshotLimitExceeded",
            "PendingSnapshotLimitExceeded",
            "SnapshotCreationPerVolumeRateExceeded",
            "InsufficientVolumeCapacity",
            // Somebody else changes the same log group or Auto Scaling group in this moment.
            "OperationAbortedException",
            "ResourceContention",
            "ScalingActivityInProgress");

    private static final int SERVER_ERROR = 500;

    /** Classifies what a call failed with; throws it on when it did not come from the SDK. */
    public static Fault of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof AwsServiceException refused) {
            return new Fault(passes(refused), code(refused) + ": " + message(refused));
        }
        if (cause instanceof AwsSwitchedOff) {
            return new Fault(false, AwsSwitchedOff.TEXT);
        }
        if (cause instanceof SdkException unreachable) {
            return unknownElement(unreachable)
                    .orElseGet(() -> new Fault(true, "AWS did not answer: " + unreachable.getMessage()));
        }
        throw new IllegalArgumentException("not a fault of AWS", thrown);
    }

    /** What the interceptor of {@link WholeDocument} found, which is a no. */
    private static Optional<Fault> unknownElement(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(UnknownElement.class::isInstance)
                .findFirst()
                .map(unknown -> new Fault(false, String.valueOf(unknown.getMessage())));
    }

    /** Whether this came from the SDK, so that {@link #of} can classify it. */
    public static boolean isOne(Throwable thrown) {
        return unwrap(thrown) instanceof SdkException;
    }

    /** Whether AWS refused it with this code. */
    static boolean isCode(Throwable thrown, String code) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).equals(code);
    }

    /** Whether AWS says that there is no such instance, which may be stale and so means no more than an empty answer. */
    public static boolean isNotFound(Throwable thrown) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).startsWith("InvalidInstanceID");
    }

    private static boolean passes(AwsServiceException refused) {
        return refused.isThrottlingException()
                || refused.isClockSkewException()
                || refused.statusCode() >= SERVER_ERROR
                || PASSING.contains(code(refused));
    }

    private static String code(AwsServiceException refused) {
        String code = refused.awsErrorDetails() == null
                ? null
                : refused.awsErrorDetails().errorCode();
        return code == null ? "HTTP " + refused.statusCode() : code;
    }

    private static String message(AwsServiceException refused) {
        return refused.awsErrorDetails() == null
                ? String.valueOf(refused.getMessage())
                : refused.awsErrorDetails().errorMessage();
    }

    private static Throwable unwrap(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
