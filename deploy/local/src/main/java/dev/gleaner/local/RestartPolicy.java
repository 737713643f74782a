package dev.gleaner.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When a process that has ended is restarted: after an increasing delay, and a limited number of times. */
final class RestartPolicy {

    /** The number of restarts within {@link #WINDOW}. */
    static final int LIMIT = 5;

    static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Map<String, Deque<Instant>> ends = new HashMap<>();

    /** The time of the restart of a process that has ended; empty when it has ended too often. */
    Optional<Instant> nextRestart(String part, Instant now) {
        Deque<Instant> recent = ends.computeIfAbsent(part, name -> new ArrayDeque<>());
        while (!recent.isEmpty() && recent.getFirst().plus(WINDOW).isBefore(now)) {
            recent.removeFirst();
        }
        if (recent.size() == LIMIT) {
            return Optional.empty();
        }
        Duration pause = FIRST.multipliedBy(1L << recent.size());
        recent.addLast(now);
        return Optional.of(now.plus(pause));
    }
}
