package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a verification of everything found.
 *
 * @param entries how many entries the database holds
 * @param firstBroken the smallest sequence at which something is wrong, null when nothing is
 * @param why what is wrong there
 * @param signedThrough the largest sequence that a signed head bears witness to
 * @param findings how the findings topic agrees
 * @param unechoed calls that CloudTrail should have told of by now, and did not: an alarm, but no break of the chain
 * @param untraced calls of which nobody can tell, as no trail is known to tell of us there
 * @param unknownEchoes calls with our mark of which the audit does not know: an alarm
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

    /** What is wrong first, by its sequence. */
    Optional<Map.Entry<Long, String>> findFirstBreak() {
        return firstBroken == null
                ? Optional.empty()
                : Optional.of(Map.entry(firstBroken, why == null ? "it is broken" : why));
    }
}
