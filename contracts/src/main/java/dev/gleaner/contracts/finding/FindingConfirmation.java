package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Message that an open finding still holds; keyed by finding id.
 *
 * @param through event time up to which the rule still finds it, provisionally at least
 * @param lastWork time of the last reading with an active GPU of the host; absent when no such reading is known
 * @param lastProcess time of the last reading with an active GPU of the host, or one held by a process; absent when no such
 *     reading is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindingConfirmation(
        Instant through,
        @Nullable Instant lastWork,
        @Nullable Instant lastProcess) {

    /** A confirmation without GPU readings. */
    public FindingConfirmation(Instant through) {
        this(through, null, null);
    }
}
