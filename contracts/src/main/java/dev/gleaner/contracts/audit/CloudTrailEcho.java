package dev.gleaner.contracts.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * CloudTrail's record of a call with the mark of the actuator; keyed by request id.
 *
 * @param requestId id that AWS also returned to the caller
 * @param eventId id of the CloudTrail record, the same in every delivery of it
 * @param eventTime when AWS completed the call
 * @param account that received the record
 * @param resource ARN of the only resource of the call; null when it cannot be determined
 * @param errorCode error code if AWS refused the call; else null
 * @param readOnly whether the call could not change anything; its record shows that the calls of the actuator are recorded
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

    /** Part of the user agent of every AWS call of the actuator. */
    public static final String MARK = "gleaner/actuator";
}
