package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Result of a full verification.
 *
 * @param entries number of entries in the database
 * @param firstBroken smallest sequence at which something is wrong; null if the audit is intact
 * @param why problem at that sequence
 * @param signedThrough largest sequence that a signed head covers
 * @param findings comparison with the findings topic
 * @param unechoed calls that CloudTrail should have reported by now, and did not: an alarm, but no break of the chain
 * @param untraced calls that can't be compared, as no trail is known to report calls of their account and region
 * @param unknownEchoes calls with our mark that the audit does not contain: an alarm
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AuditReport(
        long entries,
        boolean intact,
        @Nullable Long firstBroken,
        @Nullable String why,
        long signedThrough,
        FindingsTopicCheck.Report findings,
        long unechoed,
        long untraced,
        long unknownEchoes) {

    /** Returns the first break with its sequence, if there is one. */
    Optional<Map.Entry<Long, String>> findFirstBreak() {
        return firstBroken == null
                ? Optional.empty()
                : Optional.of(Map.entry(firstBroken, why == null ? "it is broken" : why));
    }
}
