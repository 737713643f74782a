package dev.gleaner.analyzer.evaluation;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts signals by their outcome. Thread-safe. */
public final class SignalCounters {

    private final Map<Fate, LongAdder> counts = new EnumMap<>(Fate.class);

    /** Starts at zero. */
    public SignalCounters() {
        for (Fate fate : Fate.values()) {
            counts.put(fate, new LongAdder());
        }
    }

    /** The outcome of a signal, or of a part of it. */
    public enum Fate {
        /** A signal that was folded. */
        FOLDED,
        /** A signal that no rule uses. */
        IGNORED,
        /** A point, change or listing that came later than allowed. */
        LATE,
        /**
         * A transfer of an object, or the flow of a file, that was known already. In hours with many transfers it is recognised by
         * a fingerprint: at most one in 10,000 transfers that were not known is taken for a repetition.
         */
        REPEATED,
        /** A record that is not a signal, or one with invalid content. */
        DEAD
    }

    /** Adds to a counter. */
    public void add(Fate fate, long count) {
        counter(fate).add(count);
    }

    /** The count since the start. */
    public long count(Fate fate) {
        return counter(fate).sum();
    }

    @SuppressWarnings("NullAway") // the constructor adds all of them
    private LongAdder counter(Fate fate) {
        return counts.get(fate);
    }
}
