package dev.gleaner.actuator.audit;

import java.util.Map;
import java.util.Optional;

/** What was found wrong: the one with the smallest sequence, and of those the first. The rest follows from it. */
final class Breaks {

    private Optional<Map.Entry<Long, String>> first = Optional.empty();

    void add(long sequence, String what) {
        if (first.isEmpty() || sequence < first.get().getKey()) {
            first = Optional.of(Map.entry(sequence, what));
        }
    }

    /** The break with the smallest sequence. */
    Optional<Map.Entry<Long, String>> first() {
        return first;
    }
}
