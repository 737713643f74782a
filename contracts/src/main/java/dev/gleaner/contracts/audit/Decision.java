package dev.gleaner.contracts.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a finding. Who decided follows from the token or the verified Slack user, not from this record.
 *
 * @param remedy index of the chosen remedy in the finding's list
 * @param plan hash of the plan that was shown; if the current plan has another one, the decision is stale
 * @param until end of a snooze or of an exemption
 * @param parameters what the approver enters, as the hours of a schedule; empty if the plan needs nothing
 */
public record Decision(
        Kind decision,
        int remedy,
        @Nullable String plan,
        @Nullable String reason,
        @Nullable Instant until,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, @Nullable String> parameters) {

    /** Largest number of characters of a reason. */
    public static final int LONGEST_REASON = 2000;

    /** The parameters can be missing in JSON, as in decisions that were stored before there were any. */
    public Decision {
        parameters = parameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** A decision without parameters. */
    public Decision(
            Kind decision, int remedy, @Nullable String plan, @Nullable String reason, @Nullable Instant until) {
        this(decision, remedy, plan, reason, until, Map.of());
    }

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
