package dev.gleaner.actuator.audit.verify;

import java.util.Map;
import java.util.Optional;

/** What was found wrong: the one with the smallest sequence, and of those the first. The rest follows from it. */
public final class FirstBreak {

    private Optional<Map.Entry<Long, String>> first = Optional.empty();

    void add(long sequence, String what) {
        if (first.isEmpty() || sequence < first.get().getKey()) {
            first = Optional.of(Map.entry(sequence, what));
        }
    }

    /** The break with the smallest sequence. */
    public Optional<Map.Entry<Long, String>> first() {
        return first;
    }
}
