package dev.gleaner.analyzer.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For how long each stream thread has made no progress, by counters that advance while it works: a thread polls its
 * input many times a second, also without any. Not thread-safe.
 */
final class ThreadProgress {

    /** Checks that are this many intervals apart tell nothing about the time between: the process itself was suspended. */
    private static final int MISSED = 3;

    private final Duration interval;
    private final Map<String, Position> threads = new HashMap<>();
    private Instant last = Instant.EPOCH;

    ThreadProgress(Duration interval) {
        this.interval = interval;
    }

    private record Position(double count, Instant since) {}

    /** A thread, and how long it has made no progress. */
    record Standstill(String thread, Duration duration) {}

    /**
     * Compares the counters with those of the last check.
     *
     * @param counts counter by thread; a thread that is not among them has ended
     * @param isExcused whether standing still has another cause now, as while Kafka does not answer: then the time begins anew
     * @return the thread that has stood still for longest; empty without threads
     */
    Optional<Standstill> check(Map<String, Double> counts, Instant now, boolean isExcused) {
        boolean isGap = last.isBefore(now.minus(interval.multipliedBy(MISSED))) || now.isBefore(last);
        last = now;
        threads.keySet().retainAll(counts.keySet());
        counts.forEach((thread, count) -> {
            Position before = threads.get(thread);
            if (before == null || before.count() != count || isGap || isExcused) {
                threads.put(thread, new Position(count, now));
            }
        });
        return threads.entrySet().stream()
                .map(thread -> new Standstill(
                        thread.getKey(), Duration.between(thread.getValue().since(), now)))
                .max(Comparator.comparing(Standstill::duration));
    }
}
