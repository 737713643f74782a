package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says that an open finding still holds; keyed by finding id.
 *
 * @param through end of the last hour of event time, provisional included, for which the rule still finds it
 * @param lastWork time of the last reading in which a card of the host worked; absent where no such reading is known
 * @param lastProcess time of the last reading in which a card of the host worked or a process held its memory; absent where
 *     no such reading is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindingConfirmation(
        Instant through,
        @Nullable Instant lastWork,
        @Nullable Instant lastProcess) {

    /** One that says nothing of cards. */
    public FindingConfirmation(Instant through) {
        this(through, null, null);
    }
}
