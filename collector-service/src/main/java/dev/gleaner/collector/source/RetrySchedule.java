package dev.gleaner.collector.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each of several things, such as regions, is read again: at an interval after a success, and already at the next poll
 * after a failure. Polls are less frequent than once a minute, because a call that is refused will most likely be refused a
 * minute later, too, and counts in the rate limits of the account.
 */
public final class RetrySchedule<K> {

    private final Duration interval;
    private final Duration pollInterval;
    private final Duration tolerance;
    private final Map<K, Instant> read = new ConcurrentHashMap<>();

    private RetrySchedule(Duration interval, Duration pollInterval, Duration tolerance) {
        this.interval = interval;
        this.pollInterval = pollInterval;
        this.tolerance = tolerance;
    }

    /** A schedule in which nothing is due before the interval is over. */
    public static <K> RetrySchedule<K> exact(Duration interval, Duration retry) {
        return new RetrySchedule<>(interval, shorter(interval, retry), Duration.ZERO);
    }

    /**
     * A schedule in which a thing is due at the poll that is closest to the end of its interval: if a poll comes a little
     * early, waiting for the next one would stretch a day to 25 hours.
     */
    public static <K> RetrySchedule<K> nearestPoll(Duration interval, Duration retry) {
        Duration pollInterval = shorter(interval, retry);
        return new RetrySchedule<>(interval, pollInterval, pollInterval.dividedBy(2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Time between two polls: the interval, or the time until a retry if that is shorter. */
    public Duration pollInterval() {
        return pollInterval;
    }

    public boolean isDue(K key, Instant now) {
        Instant last = read.get(key);
        return last == null || !now.plus(tolerance).isBefore(last.plus(interval));
    }

    /** Records that all of it has been read. */
    public void markRead(K key, Instant time) {
        read.put(key, time);
    }
}
