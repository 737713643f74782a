package dev.gleaner.collector.progress;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The backlog that exists when the collector starts. No progress is published before each source has read its backlog
 * once; otherwise hours would be evaluated without a source that is read a minute later. A source that can't be read
 * delays the others for a limited time only.
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

    /** Registers a source that will be read. */
    public synchronized void register(String source) {
        unread.add(source);
    }

    /** Records that the backlog of a source has been published. */
    public synchronized void markRead(String source) {
        if (unread.remove(source) && unread.isEmpty()) {
            Log.info("All sources have been read once: progress is published from now on");
        }
    }

    /** Records that a source could not be read; it will be retried. */
    public synchronized void recordFailure(String source) {
        failingSince.putIfAbsent(source, clock.instant());
    }

    /** The sources that were not read yet, and for which progress waits. */
    synchronized List<String> unread() {
        return List.copyOf(unread);
    }

    /** Whether every source has been read once, or waiting for it has timed out. */
    synchronized boolean isComplete() {
        unread.removeIf(this::isGivenUp);
        return unread.isEmpty();
    }

    private boolean isGivenUp(String source) {
        Instant since = failingSince.get(source);
        boolean over = since != null && !clock.instant().isBefore(since.plus(config.patience()));
        if (over) {
            Log.warnf(
                    "Source %s can't be read since %s: progress of the others is published without it", source, since);
        }
        return over;
    }
}
