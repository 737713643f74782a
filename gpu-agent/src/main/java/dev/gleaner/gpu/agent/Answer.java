package dev.gleaner.gpu.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What the collector said to a minute.
 *
 * @param reason its words
 * @param patience for how long it asks not to be asked
 */
record Answer(int status, String reason, Optional<Duration> patience) {

    /** What is to become of the minute. */
    enum Kind {
        /** Kafka has it. */
        TAKEN,
        /** Nobody will ever be able to read it. */
        UNREADABLE,
        /** The collector lets this agent not in; the next token may do. */
        NOT_LET_IN,
        /** The collector is there and can't take it now. */
        BUSY,
        /** Something else is there. */
        STRANGE
    }

    Kind kind() {
        return switch (status) {
            case 200 -> Kind.TAKEN;
            case 400, 413 -> Kind.UNREADABLE;
            case 401, 403 -> Kind.NOT_LET_IN;
            case 429, 502, 503, 504 -> Kind.BUSY;
            default -> Kind.STRANGE;
        };
    }
}
