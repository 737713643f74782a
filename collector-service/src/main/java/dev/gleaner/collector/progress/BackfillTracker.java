package dev.gleaner.collector.progress;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What lies there already when the collector starts. No progress is told before each source has read it once: else the
 * hours would be judged without the trail that came a minute later. A source that can't be read holds the others back for
 * a while only.
 */
@ApplicationScoped
public class BackfillTracker {

    private final ProgressConfig config;
    private final Clock clock;
    private final TreeSet<String> unread = new TreeSet<>();
    private final Map<String, Instant> failingSince = new HashMap<>();

    BackfillTracker(ProgressConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** A source is going to be read. */
    public synchronized void register(String source) {
        unread.add(source);
    }

    /** All that lay there has been published. */
    public synchronized void markRead(String source) {
        if (unread.remove(source) && unread.isEmpty()) {
            Log.info("All sources have been read once: progress is told from now on");
        }
    }

    /** A source could not be read; it is tried again. */
    public synchronized void recordFailure(String source) {
        failingSince.putIfAbsent(source, clock.instant());
    }

    /** Whether there is nothing left to wait for. */
    synchronized boolean isComplete() {
        unread.removeIf(this::isGivenUp);
        return unread.isEmpty();
    }

    private boolean isGivenUp(String source) {
        Instant since = failingSince.get(source);
        boolean over = since != null && !clock.instant().isBefore(since.plus(config.patience()));
        if (over) {
            Log.warnf("Source %s can't be read since %s: progress of the others is told without it", source, since);
        }
        return over;
    }
}
