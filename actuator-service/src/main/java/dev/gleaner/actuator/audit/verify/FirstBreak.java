package dev.gleaner.actuator.audit.verify;

import java.util.Map;
import java.util.Optional;

/** The break with the smallest sequence. Later breaks are usually its consequences, so only the first is kept. */
public final class FirstBreak {

    private Optional<Map.Entry<Long, String>> first = Optional.empty();

    void add(long sequence, String what) {
        if (first.isEmpty() || sequence < first.get().getKey()) {
            first = Optional.of(Map.entry(sequence, what));
        }
    }

    /** Returns the break with its sequence, if there is one. */
    public Optional<Map.Entry<Long, String>> first() {
        return first;
    }
}
