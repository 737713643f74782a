package dev.gleaner.analyzer.evaluation;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of the input. Safe to read from any thread. */
public final class SignalCounters {

    private final Map<Fate, LongAdder> counts = new EnumMap<>(Fate.class);

    /** Starts at zero. */
    public SignalCounters() {
        for (Fate fate : Fate.values()) {
            counts.put(fate, new LongAdder());
        }
    }

    /** What can become of a signal or a part of it. */
    public enum Fate {
        /** A signal that was folded. */
        FOLDED,
        /** A signal that no rule looks at. */
        IGNORED,
        /** A point, change or listing that came later than allowed. */
        LATE,
        /** A record that is no signal or can't be one. */
        DEAD
    }

    /** Counts. */
    public void add(Fate fate, long count) {
        counter(fate).add(count);
    }

    /** How many it were since the start. */
    public long count(Fate fate) {
        return counter(fate).sum();
    }

    @SuppressWarnings("NullAway") // the constructor puts all of them in
    private LongAdder counter(Fate fate) {
        return counts.get(fate);
    }
}
