package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.service.aws.UnknownLifecycleElementException;
import io.quarkus.logging.Log;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Counts and logs what we are not allowed to read, so that it is left out. Whatever else fails is no reason to leave it out. */
public final class AccessDeniedRecorder {

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedOperation");

    private final String source;
    private final SourceMeters meters;

    /** Those that a source meets. */
    public AccessDeniedRecorder(String source, SourceMeters meters) {
        this.source = source;
        this.meters = meters;
    }

    /** Tells a refusal; throws on what is none. */
    public void recordOrRethrow(String what, String permission, SdkException why) {
        if (DENIED.contains(errorCode(why))) {
            Log.warnf("%s: without the permission %s, what takes it is left out", what, permission);
        } else if (Stream.<Throwable>iterate(why, cause -> cause != null, Throwable::getCause)
                .anyMatch(UnknownLifecycleElementException.class::isInstance)) {
            Log.warnf("%s: left out what %s showed: %s", what, permission, why.getMessage());
        } else {
            throw why;
        }
        meters.unavailable(source);
    }

    /** The code of an answer that is none; empty where there is none. */
    public static String errorCode(SdkException failure) {
        return failure instanceof AwsServiceException refused
                        && refused.awsErrorDetails() != null
                        && refused.awsErrorDetails().errorCode() != null
                ? refused.awsErrorDetails().errorCode()
                : "";
    }
}
