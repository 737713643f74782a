package dev.gleaner.actuator.work;

import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Report that holds now of work on an instance: of all reports about it the one that ends last.
 *
 * @param until when it ends
 * @param what is at work, in a line for a person
 */
public record WorkReportInForce(Instant until, String what) {

    static WorkReportInForce of(Tuple row) {
        return new WorkReportInForce(row.get(0, OffsetDateTime.class).toInstant(), row.get(1, String.class));
    }

    /** For a person. */
    public String sentence() {
        return "work on it is reported until " + until + ": " + what;
    }
}
