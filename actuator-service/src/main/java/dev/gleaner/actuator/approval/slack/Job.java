package dev.gleaner.actuator.approval.slack;

import jakarta.persistence.Tuple;
import java.util.Locale;

/**
 * Something to do in a room.
 *
 * @param key the message's target, the note's id, or the digest's day
 */
record Job(Kind kind, String room, String key) {

    /** What it is. */
    enum Kind {
        MESSAGE,
        NOTE,
        DIGEST;

        /** Its name in logs and metrics. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Job of(Tuple row) {
        return new Job(
                Kind.valueOf(row.get("kind", String.class)),
                row.get("room", String.class),
                row.get("key", String.class));
    }
}
