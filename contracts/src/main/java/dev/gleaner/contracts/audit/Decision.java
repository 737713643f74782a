package dev.gleaner.contracts.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person decided about a finding. Who that was comes from the token or the verified Slack user, never from here.
 *
 * @param remedy place of the chosen remedy in the finding's list, from 0
 * @param plan hash of the plan that was shown; anything else is stale
 * @param until end of a snooze or of an exemption
 */
public record Decision(
        Kind decision,
        int remedy,
        @Nullable String plan,
        @Nullable String reason,
        @Nullable Instant until) {

    /** So many characters may a reason have. */
    public static final int LONGEST_REASON = 2000;

    /** The choices a person has. */
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
