package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.source.SourceMeters;
import io.quarkus.logging.Log;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Counts and logs what could not be read, and which permission it takes. */
final class Unread {

    private static final int DENIED = 403;

    private final SourceMeters meters;

    Unread(SourceMeters meters) {
        this.meters = meters;
    }

    /** Something of this could not be read. */
    void tell(String what, String permission, SdkException why) {
        meters.unavailable(BucketSource.NAME);
        if (why instanceof AwsServiceException refused && refused.statusCode() == DENIED) {
            Log.warnf("%s can't be read: it takes the permission %s (%s)", what, permission, code(refused));
        } else {
            Log.warnf("%s can't be read (%s); the next poll tries again: %s", what, permission, why.getMessage());
        }
    }

    /** The code of a refusal; empty for an answer without one, and for no answer. */
    static String code(SdkException failure) {
        return failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? String.valueOf(refused.awsErrorDetails().errorCode())
                : "";
    }
}
