package dev.gleaner.collector.aws;

import dev.gleaner.service.aws.UnknownLifecycleElementException;
import io.quarkus.logging.Log;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Counts and logs data that we are not permitted to read and that is therefore left out. Other failures are no reason
 * to leave data out, unless nothing else depends on them.
 */
public final class AccessDeniedRecorder {

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedOperation");

    private final String source;
    private final Consumer<String> unavailable;

    /**
     * A recorder for a source.
     *
     * @param unavailable counts for a source that something could not be read
     */
    public AccessDeniedRecorder(String source, Consumer<String> unavailable) {
        this.source = source;
        this.unavailable = unavailable;
    }

    /** What a request answers; empty if it was denied, which is recorded. Rethrows any other failure. */
    public <T> Optional<T> permitted(String what, String permission, Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (SdkException e) {
            recordOrRethrow(what, permission, e);
            return Optional.empty();
        }
    }

    /** Records a denied request; rethrows any other failure. */
    public void recordOrRethrow(String what, String permission, SdkException why) {
        if (DENIED.contains(errorCode(why))) {
            Log.warnf("%s: without the permission %s, what requires it is left out", what, permission);
        } else if (Stream.<Throwable>iterate(why, cause -> cause != null, Throwable::getCause)
                .anyMatch(UnknownLifecycleElementException.class::isInstance)) {
            Log.warnf("%s: left out what %s showed: %s", what, permission, why.getMessage());
        } else {
            throw why;
        }
        unavailable.accept(source);
    }

    /** Records any failed request, where what it would have read may be left out for any reason. */
    public void record(String what, String permission, SdkException why) {
        Log.warnf("%s: left out, as a request that requires %s failed: %s", what, permission, why.getMessage());
        unavailable.accept(source);
    }

    /** Error code of a response; empty if there was no response. */
    public static String errorCode(SdkException failure) {
        return failure instanceof AwsServiceException refused
                        && refused.awsErrorDetails() != null
                        && refused.awsErrorDetails().errorCode() != null
                ? refused.awsErrorDetails().errorCode()
                : "";
    }
}
