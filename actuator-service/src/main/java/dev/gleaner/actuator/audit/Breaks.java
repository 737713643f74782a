package dev.gleaner.actuator.audit;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was found wrong, by sequence. Only the first of each sequence is kept. */
final class Breaks {

    private final TreeMap<Long, String> bySequence = new TreeMap<>();

    void add(long sequence, String what) {
        bySequence.putIfAbsent(sequence, what);
    }

    /** The break with the smallest sequence. */
    Optional<Map.Entry<Long, String>> first() {
        return Optional.ofNullable(bySequence.firstEntry());
    }
}
