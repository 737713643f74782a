package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What is being done, so that it can come to its end before the database is closed under it. */
@ApplicationScoped
public class InFlightTracker {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean isStopped;

    /** Whether nothing more is to begin. */
    public boolean isStopped() {
        return isStopped;
    }

    /** Does the work; if it is too late to begin it, nothing ever comes of it, neither item nor failure. */
    public <T> Uni<T> track(Uni<T> work) {
        return Uni.createFrom()
                .deferred(() -> tryBegin()
                        ? work.onTermination().invoke(count::decrementAndGet)
                        : Uni.createFrom().nothing());
    }

    /** One round after another, as long as they say that there may be more and may begin. */
    public Uni<Void> repeatUntilStopped(Supplier<Uni<Boolean>> round) {
        return AsyncLoop.repeatWhileTrue(() -> isStopped ? Uni.createFrom().item(false) : round.get());
    }

    /** Lets nothing more begin, and waits for what has, so long at most; whether all of it has ended. Blocks. */
    public boolean drain(Duration patience) {
        isStopped = true;
        long deadline = System.nanoTime() + patience.toNanos();
        while (count.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return count.get() == 0;
    }

    /** Counted before it is looked whether it may begin: whoever waits for the end sees one or the other. */
    private boolean tryBegin() {
        count.incrementAndGet();
        if (isStopped) {
            count.decrementAndGet();
        }
        return !isStopped;
    }
}
