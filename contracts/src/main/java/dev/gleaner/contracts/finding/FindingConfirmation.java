package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Message that an open finding still holds; keyed by finding id.
 *
 * @param through event time up to which the rule still finds it, provisionally at least
 * @param lastWork time of the last reading with an active GPU of the host; absent when no such reading is known
 * @param lastProcess time of the last reading with an active GPU of the host, or one held by a process; absent when no such
 *     reading is known
 * @param observed what the rule found; absent when readings of GPUs alone confirm the finding, and in messages of earlier versions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindingConfirmation(
        Instant through,
        @Nullable Instant lastWork,
        @Nullable Instant lastProcess,
        @Nullable Observation observed) {

    /** A confirmation without GPU readings, and without what was found. */
    public FindingConfirmation(Instant through) {
        this(through, null, null);
    }

    /** A confirmation without what was found. */
    public FindingConfirmation(Instant through, @Nullable Instant lastWork, @Nullable Instant lastProcess) {
        this(through, lastWork, lastProcess, null);
    }

    /** The same with what the rule found. */
    public FindingConfirmation withObserved(Observation observation) {
        return new FindingConfirmation(through, lastWork, lastProcess, observation);
    }

    /**
     * Evidence and saving of a finding as a later evaluation than that of its version found them. They differ too little from those of the
     * version for a new one.
     *
     * @param window event time that was evaluated
     */
    public record Observation(Finding.Window window, List<Evidence> evidence, Saving saving) {

        public Observation {
            Objects.requireNonNull(window, "an observation needs its window");
            Objects.requireNonNull(saving, "an observation needs its saving");
            evidence = List.copyOf(evidence);
        }
    }
}
