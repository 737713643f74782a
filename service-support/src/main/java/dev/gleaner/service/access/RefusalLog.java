package dev.gleaner.service.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs refused requests, at most one line per minute, so that nobody who reaches an open port can fill the log. A line contains
 * the number of refusals that were not logged before it.
 */
public final class RefusalLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Consumer<String> log;
    private @Nullable Instant last;
    private long unlogged;

    public RefusalLog(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /** Logs a refusal, or counts it if the last line was less than a minute ago. */
    public synchronized void logRefusal(String text) {
        Instant now = clock.instant();
        // Absolute, so that a clock that was set back does not suppress lines for longer.
        if (last != null && Duration.between(last, now).abs().compareTo(PAUSE) < 0) {
            unlogged++;
            return;
        }
        log.accept(unlogged == 0 ? text : text + "; " + unlogged + " more were refused since the last such line");
        last = now;
        unlogged = 0;
    }
}
