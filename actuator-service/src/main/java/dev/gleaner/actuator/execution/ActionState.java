package dev.gleaner.actuator.execution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an action stands. */
public enum ActionState {
    /** Somebody said yes; nobody has taken it up. */
    APPROVED,
    /** An actuator took it up and looks whether it is still right; also between its steps. */
    CLAIMED,
    /** It is about to be done, and that is written down. */
    INTENT,
    /** AWS took the call. */
    CALLED,
    /** AWS shows that it is done. */
    OBSERVED,
    /** What was done of it was taken back. */
    UNDONE,
    /** It was not right any more, or was forbidden. */
    REFUSED,
    /** AWS did not do it. */
    FAILED,
    /** It would have been done. */
    DRY_RUN;

    /** Its name in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ActionState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
