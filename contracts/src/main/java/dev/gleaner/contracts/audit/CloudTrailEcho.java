package dev.gleaner.contracts.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What CloudTrail tells of a call that carried our mark; keyed by request id.
 *
 * @param requestId that AWS gave to the caller as well
 * @param eventId of the trail's record, the same in every delivery of it
 * @param eventTime when AWS had done with the call
 * @param account that got the record
 * @param resource ARN of the one resource that the call was about, null where that can't be told
 * @param errorCode why AWS refused the call; null when it did not
 * @param readOnly whether the call could change nothing; it shows that a trail tells of us at all
 */
public record CloudTrailEcho(
        String requestId,
        String eventId,
        String eventName,
        Instant eventTime,
        String account,
        String region,
        @Nullable String resource,
        @Nullable String errorCode,
        boolean readOnly) {

    /** Stands in the user agent of every AWS call of the actuator. */
    public static final String MARK = "gleaner/actuator";
}
