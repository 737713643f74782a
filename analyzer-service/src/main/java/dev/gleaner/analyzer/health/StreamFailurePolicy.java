package dev.gleaner.analyzer.health;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/**
 * Replaces a stream thread that failed, as for a broker that restarts or a fenced transaction. A full disk and repeated failures
 * stop the stream: another thread would fail as well, after a rebalance of ten seconds. Then {@link StreamWatchdog} ends the process, so that it is started again.
 */
@ApplicationScoped
public class StreamFailurePolicy implements StreamsUncaughtExceptionHandler {

    private static final int LIMIT = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Clock clock;
    private final Deque<Instant> failures = new ArrayDeque<>();
    private String reason = "";

    StreamFailurePolicy() {
        this(Clock.systemUTC());
    }

    StreamFailurePolicy(Clock clock) {
        this.clock = clock;
    }

    /**
     * The last failure of a stream thread.
     *
     * @param count failures within ten minutes up to it
     * @param reason its first cause, for a person
     */
    record StreamFailure(Instant at, int count, String reason) {}

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().isBefore(now.minus(WITHIN))) {
            failures.removeFirst();
        }
        reason = describe(failure);
        if (failures.size() > LIMIT || reason.equals(StateDisk.FULL)) {
            Log.errorf(failure, "The stream stops (%s); remove the cause", reason);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Log.warnf(failure, "A stream thread failed and is replaced (%s)", reason);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** The last failure; empty when there was none. */
    synchronized Optional<StreamFailure> last() {
        return failures.isEmpty()
                ? Optional.empty()
                : Optional.of(new StreamFailure(failures.getLast(), failures.size(), reason));
    }

    /** A full disk whatever exceptions of Kafka Streams and RocksDB are around it, else the innermost cause. */
    private static String describe(Throwable failure) {
        Throwable cause = failure;
        while (true) {
            if (StateDisk.isFull(cause)) {
                return StateDisk.FULL;
            }
            if (cause.getCause() == null) {
                return cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
            cause = cause.getCause();
        }
    }
}
