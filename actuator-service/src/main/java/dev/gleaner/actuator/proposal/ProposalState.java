package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of the question about a target. */
public enum ProposalState {
    /** The plan is being made; it can't be approved yet. */
    UNPLANNED,
    /** The plan waits for a decision. */
    OPEN,
    /** The plan was approved; an action is in progress. */
    APPROVED,
    /** The plan was rejected; a new version of a finding asks again. */
    REJECTED,
    /** The question is asked again at a given time. */
    SNOOZED,
    /** The resource is exempt until a given time, for a reason. */
    KEPT,
    /** Nobody decided in time. */
    EXPIRED,
    /** No finding is open. */
    CLOSED,
    /** The action is done. */
    DONE;

    /** Name in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ProposalState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether a new version of a finding does not change the state. */
    boolean isResting() {
        return this == SNOOZED || this == KEPT;
    }
}
