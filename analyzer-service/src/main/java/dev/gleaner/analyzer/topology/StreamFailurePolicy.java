package dev.gleaner.analyzer.topology;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/**
 * Replaces a stream thread that failed, as for a broker that restarts or a fenced transaction. Repeated failures stop the
 * stream, so that the liveness check fails and the process is restarted.
 */
@ApplicationScoped
class StreamFailurePolicy implements StreamsUncaughtExceptionHandler {

    private static final int LIMIT = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Clock clock;
    private final Deque<Instant> failures = new ArrayDeque<>();

    StreamFailurePolicy() {
        this(Clock.systemUTC());
    }

    StreamFailurePolicy(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().isBefore(now.minus(WITHIN))) {
            failures.removeFirst();
        }
        if (failures.size() > LIMIT) {
            Log.error("The stream keeps failing and stops; remove the cause and start the analyzer again", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Log.warn("A stream thread failed and is replaced", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
