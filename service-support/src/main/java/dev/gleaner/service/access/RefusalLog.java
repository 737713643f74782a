package dev.gleaner.service.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log that requests are refused, one line a minute at most: whoever reaches an open port could else fill the
 * log. A line says how many were not said before it.
 */
public final class RefusalLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Consumer<String> log;
    private @Nullable Instant last;
    private long unsaid;

    public RefusalLog(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /** A request was refused: this is what the log says, unless it said something a short while ago. */
    public synchronized void logRefusal(String text) {
        Instant now = clock.instant();
        // A clock that was put back silences nothing for longer.
        if (last != null && Duration.between(last, now).abs().compareTo(PAUSE) < 0) {
            unsaid++;
            return;
        }
        log.accept(unsaid == 0 ? text : text + "; " + unsaid + " more were refused since the last such line");
        last = now;
        unsaid = 0;
    }
}
