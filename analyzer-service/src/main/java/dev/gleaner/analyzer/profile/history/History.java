package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of the use of one listed resource, beside its listings. A kind of resources names the one that it keeps and the {@link
 * UsageSignals} that are folded into it. Folding the same signal twice or in another order gives the same, as long as it comes before its
 * hour is final.
 */
public interface History {

    /**
     * Makes an hour final: nothing of it changes any more. Days older than the kept ones are forgotten.
     *
     * @param daysKept days of final hours, the one of the hour included
     */
    void close(Hour hour, int daysKept);

    /** Whether nothing is kept. */
    boolean isEmpty();

    /** Puts back what {@link #save} wrote. */
    void load(HistoryRows rows);

    /** Writes what changed since the last call. */
    void save(HistoryRows rows);

    /** Deletes rows that are left although nothing is kept. */
    default void delete(HistoryRows rows) {}

    /** How many parts of folded signals were known already, since the last call. */
    default int takeRepeated() {
        return 0;
    }

    /** The parts of the resource of which anything is kept; none where parts are not told apart. */
    default Set<String> parts() {
        return Set.of();
    }

    /** What was counted in the last hours up to one, for an explanation; empty where nothing is. */
    default Map<CounterKey, CounterSum> counted(Hour last, int hours) {
        return Map.of();
    }
}
