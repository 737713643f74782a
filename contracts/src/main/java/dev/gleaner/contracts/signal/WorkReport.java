package dev.gleaner.contracts.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Report that someone is at work on an instance, or the withdrawal of all reports about it that precede it in the topic; keyed by the ARN of
 * the instance. Reports add up: the one that ends last counts, and none shortens another.
 *
 * @param from when the collector received it
 * @param until when it ends; for a withdrawal the same as {@code from}, so that a reader that knows of no withdrawals takes it for a
 *     report that has ended
 * @param what is at work, in a line for a person; {@value #WITHDRAWN} for a withdrawal
 * @param withdrawnBy name of the person who withdrew the reports; absent for a report
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkReport(
        Instant from, Instant until, String what, @Nullable String withdrawnBy) {

    /** What a withdrawal says in place of what is at work. */
    public static final String WITHDRAWN = "withdrawn";

    /** A report. */
    public WorkReport(Instant from, Instant until, String what) {
        this(from, until, what, null);
    }

    /**
     * A withdrawal.
     *
     * @param at when the collector received it
     * @param identity name of the person
     */
    public static WorkReport withdrawal(Instant at, String identity) {
        return new WorkReport(at, at, WITHDRAWN, identity);
    }
}
