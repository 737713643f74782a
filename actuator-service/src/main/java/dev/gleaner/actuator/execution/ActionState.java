package dev.gleaner.actuator.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** State of an action, with the table of the states that may follow it. */
public enum ActionState {
    /** Approved; no actuator has claimed it. */
    APPROVED,
    /** Claimed by an actuator that checks whether it may go on; also its state between two steps. */
    CLAIMED,
    /** The intent to call AWS is recorded. */
    INTENT,
    /** AWS accepted the call. */
    CALLED,
    /** AWS shows that it is done. */
    OBSERVED,
    /** Its effect was undone. */
    UNDONE,
    /** It was not allowed any more, or its approval was withdrawn. */
    REFUSED,
    /** AWS did not do it. */
    FAILED,
    /** It would have been done. */
    DRY_RUN;

    private static final Map<ActionState, Set<ActionState>> NEXT = new EnumMap<>(Map.of(
            APPROVED, EnumSet.of(CLAIMED, REFUSED),
            // To itself where AWS shows that a step is done already.
            CLAIMED, EnumSet.of(CLAIMED, INTENT, OBSERVED, REFUSED, FAILED, DRY_RUN),
            // To itself before a call that is repeated; to what follows a call where an actuator ended before it
            // recorded one.
            INTENT, EnumSet.of(INTENT, CALLED, CLAIMED, OBSERVED, REFUSED, FAILED, DRY_RUN),
            // To REFUSED where a person calls off an action whose current step has an undo.
            CALLED, EnumSet.of(CLAIMED, OBSERVED, REFUSED, FAILED),
            OBSERVED, EnumSet.of(UNDONE),
            // What ended between its steps is undone too.
            REFUSED, EnumSet.of(UNDONE),
            FAILED, EnumSet.of(UNDONE),
            UNDONE, EnumSet.noneOf(ActionState.class),
            DRY_RUN, EnumSet.noneOf(ActionState.class)));

    /** Whether an action in this state may change to the other one. */
    boolean mayBecome(ActionState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Its name in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ActionState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
