package dev.gleaner.contracts.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a finding. Who decided follows from the token or the verified Slack user, not from this record.
 *
 * @param remedy index of the chosen remedy in the finding's list
 * @param plan hash of the plan that was shown; if the current plan has another one, the decision is stale
 * @param until end of a snooze or of an exemption
 */
public record Decision(
        Kind decision,
        int remedy,
        @Nullable String plan,
        @Nullable String reason,
        @Nullable Instant until) {

    /** Largest number of characters of a reason. */
    public static final int LONGEST_REASON = 2000;

    /** What a person can decide. */
    public enum Kind {
        @JsonProperty("approve")
        APPROVE,
        @JsonProperty("reject")
        REJECT,
        @JsonProperty("snooze")
        SNOOZE,
        @JsonProperty("keep")
        KEEP
    }
}
