package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.UnknownLifecycleElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Classified failure of an AWS call.
 *
 * @param text error code and message, for a person
 */
public record AwsError(Kind kind, String text) {

    /** Consequence of a failure for an action. */
    public enum Kind {
        /** AWS throttled the call. The action is not at fault and is retried with increasing delays. */
        THROTTLED,
        /**
         * AWS failed, could not be reached or did not answer. The target is read again, and the call is repeated if it had
         * no effect.
         */
        TRANSIENT,
        /** AWS has no capacity for an instance at the moment. The call is repeated after a longer delay. */
        CAPACITY,
        /** Another operation on the resource is in progress. The call is repeated after a delay. */
        CONFLICT,
        /** The resource does not exist any more, or does not exist yet. The next Describe call decides. */
        GONE,
        /** The actuator lacks the permission. The action is refused. */
        DENIED,
        /** AWS rejects the request as invalid. The action is refused. */
        REFUSED;

        /** Whether the same call may succeed later. */
        public boolean isTransient() {
            return this != DENIED && this != REFUSED;
        }
    }

    // EC2 also throttles snapshots: too many at once, or too many in a short time.
    private static final Set<String> THROTTLING = Set.of(
            "RequestLimitExceeded",
            "SlowDown",
            "ConcurrentSnapshotLimitExceeded",
            "PendingSnapshotLimitExceeded",
            "SnapshotCreationPerVolumeRateExceeded");

    // A clock skew disappears once the clock is set (aws-sdk-java#519).
    private static final Set<String> TRANSIENT = Set.of("RequestTimeTooSkewed", "Unavailable");

    private static final Set<String> CAPACITY = Set.of(
            "InsufficientInstanceCapacity",
            "InsufficientHostCapacity",
            "InsufficientCapacity",
            "InsufficientVolumeCapacity");

    private static final Set<String> CONFLICT = Set.of(
            "IncorrectInstanceState",
            "IncorrectState",
            "OperationAborted",
            "ConditionalRequestConflict",
            "IncorrectModificationState",
            "InvalidDBInstanceState",
            "InvalidDBInstanceStateFault",
            "VolumeInUse",
            "OperationAbortedException",
            "ResourceContention",
            "ScalingActivityInProgress",
            "ResourceConflictException");

    private static final Set<String> DENIED = Set.of(
            "UnauthorizedOperation",
            "AccessDenied",
            "AccessDeniedException",
            "AuthFailure",
            "ExpiredToken",
            "InvalidClientTokenId",
            "OptInRequired");

    private static final Set<String> GONE =
            Set.of("NoSuchBucket", "NatGatewayNotFound", "DBInstanceNotFound", "DBInstanceNotFoundFault");

    private static final int SERVER_ERROR = 500;

    /** Classifies the failure of a call. Throws {@link IllegalArgumentException} when it does not come from the SDK. */
    public static AwsError of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof AwsServiceException refused) {
            return new AwsError(kind(refused), code(refused) + ": " + message(refused));
        }
        if (cause instanceof ActuatorAwsClients.AwsDisabledException) {
            return new AwsError(Kind.REFUSED, ActuatorAwsClients.AwsDisabledException.TEXT);
        }
        if (cause instanceof AccountCredentials.UnknownAccountException unknown) {
            return new AwsError(Kind.DENIED, String.valueOf(unknown.getMessage()));
        }
        if (cause instanceof SdkException unreachable) {
            return unknownElement(unreachable)
                    .orElseGet(() -> new AwsError(Kind.TRANSIENT, "AWS did not answer: " + unreachable.getMessage()));
        }
        throw new IllegalArgumentException("not a fault of AWS", thrown);
    }

    /** The failure that {@code UnknownLifecycleElementInterceptor} reports, which is a refusal. */
    private static Optional<AwsError> unknownElement(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(UnknownLifecycleElementException.class::isInstance)
                .findFirst()
                .map(unknown -> new AwsError(Kind.REFUSED, String.valueOf(unknown.getMessage())));
    }

    /** Whether the failure comes from the SDK, so that {@link #of} can classify it. */
    public static boolean isOne(Throwable thrown) {
        return unwrap(thrown) instanceof SdkException;
    }

    /**
     * Whether AWS did not answer. What this process did not send, and an answer that it can't use, are no failures to answer.
     */
    static boolean isUnanswered(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        return cause instanceof SdkClientException
                && !(cause instanceof SendDeadline.Passed)
                && of(cause).kind() == Kind.TRANSIENT;
    }

    /** Whether AWS refused the call with this error code. */
    public static boolean isCode(Throwable thrown, String code) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).equals(code);
    }

    /**
     * Whether AWS answers that the instance does not exist. The answer may be stale, so it proves no more than an empty
     * answer.
     */
    public static boolean isNotFound(Throwable thrown) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).startsWith("InvalidInstanceID");
    }

    /** Whether the same call may succeed later. */
    public boolean isRetryable() {
        return kind.isTransient();
    }

    /**
     * Classifies by the error code before the status: EC2 returns some capacity errors with status 500 and some throttling
     * with status 503.
     */
    private static Kind kind(AwsServiceException refused) {
        String code = code(refused);
        if (refused.isThrottlingException() || THROTTLING.contains(code)) {
            return Kind.THROTTLED;
        }
        if (CAPACITY.contains(code)) {
            return Kind.CAPACITY;
        }
        if (CONFLICT.contains(code)) {
            return Kind.CONFLICT;
        }
        if (GONE.contains(code) || code.endsWith(".NotFound")) {
            return Kind.GONE;
        }
        if (TRANSIENT.contains(code) || refused.isClockSkewException() || refused.statusCode() >= SERVER_ERROR) {
            return Kind.TRANSIENT;
        }
        return DENIED.contains(code) ? Kind.DENIED : Kind.REFUSED;
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
