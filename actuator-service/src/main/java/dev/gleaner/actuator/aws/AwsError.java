package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.UnknownLifecycleElementException;
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
 * @param text code and message, for a person
 */
public record AwsError(Kind kind, String text) {

    /** What a fault means for an action. */
    public enum Kind {
        /** Throttled: no fault of the action, which is retried after longer and longer pauses. */
        THROTTLED,
        /** Failed, unreachable or without an answer: the target is read again, and the call repeated if it had no effect. */
        TRANSIENT,
        /** AWS has no capacity for an instance now: repeated after a longer pause. */
        CAPACITY,
        /** Something else is being done to the resource: asked again once that may be over. */
        CONFLICT,
        /** There is no such resource any more, or not yet: what Describe shows next decides. */
        GONE,
        /** It may not be done by us: a no. */
        DENIED,
        /** It can't be done so: a no. */
        REFUSED;

        /** Whether asking again later makes sense. */
        public boolean isTransient() {
            return this != DENIED && this != REFUSED;
        }
    }

    // Too many snapshots at once, or too soon one after another, are throttling as well.
    private static final Set<String> THROTTLING = Set.of(
            "RequestLimitExceeded",
            "SlowDown",
            "ConcurrentSnapshotLimitExceeded",
            "PendingSnapshotLimitExceeded",
            "SnapshotCreationPerVolumeRateExceeded");

    // A clock that is off passes once it is set (aws-sdk-java#519).
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

    private static final Set<String> GONE = Set.of("NoSuchBucket", "DBInstanceNotFound", "DBInstanceNotFoundFault");

    private static final int SERVER_ERROR = 500;

    /** Classifies what a call failed with; throws it on when it did not come from the SDK. */
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

    /** What the interceptor of {@link UnknownLifecycleElementInterceptor} found, which is a no. */
    private static Optional<AwsError> unknownElement(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(UnknownLifecycleElementException.class::isInstance)
                .findFirst()
                .map(unknown -> new AwsError(Kind.REFUSED, String.valueOf(unknown.getMessage())));
    }

    /** Whether this came from the SDK, so that {@link #of} can classify it. */
    public static boolean isOne(Throwable thrown) {
        return unwrap(thrown) instanceof SdkException;
    }

    /** Whether AWS refused it with this code. */
    public static boolean isCode(Throwable thrown, String code) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).equals(code);
    }

    /** Whether AWS answers that there is no such instance; that may be stale, so that it means no more than an empty answer. */
    public static boolean isNotFound(Throwable thrown) {
        return unwrap(thrown) instanceof AwsServiceException refused
                && code(refused).startsWith("InvalidInstanceID");
    }

    /** Whether asking again later makes sense. */
    public boolean isRetryable() {
        return kind.isTransient();
    }

    /** Classifies by the code before the status: EC2 has capacity errors of status 500 and throttles by 503. */
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
