package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where the question about a target stands. */
public enum ProposalState {
    /** What would be done is being worked out; it can't be approved. */
    UNPLANNED,
    /** It waits for a decision. */
    OPEN,
    /** Somebody said yes; an action is under way. */
    APPROVED,
    /** Somebody said no; a new version of a finding asks again. */
    REJECTED,
    /** It rests until a time. */
    SNOOZED,
    /** The resource is kept as it is until a time, for a reason. */
    KEPT,
    /** Nobody decided in time. */
    EXPIRED,
    /** There is nothing left to ask. */
    CLOSED,
    /** It was done. */
    DONE;

    /** Its name in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ProposalState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether a new version of a finding leaves it as it is. */
    boolean isResting() {
        return this == SNOOZED || this == KEPT;
    }
}
