package dev.gleaner.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * When a process that has ended is restarted: after an increasing delay, and after a long one if it has ended too often. It is never given
 * up, because the cause may end by itself, like a full disk.
 */
final class RestartPolicy {

    /** The number of restarts within {@link #WINDOW} that follow soon. */
    static final int LIMIT = 5;

    static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Map<String, Deque<Instant>> ends = new HashMap<>();

    /** The time of the restart of a process that has ended. */
    Instant nextRestart(String part, Instant now) {
        Deque<Instant> recent = ends.computeIfAbsent(part, name -> new ArrayDeque<>());
        while (!recent.isEmpty() && recent.getFirst().plus(WINDOW).isBefore(now)) {
            recent.removeFirst();
        }
        if (recent.size() == LIMIT) {
            return now.plus(WINDOW);
        }
        Duration pause = FIRST.multipliedBy(1L << recent.size());
        recent.addLast(now);
        return now.plus(pause);
    }
}
