package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Counts the work under way, so that a shutdown can wait for it before the database is closed. */
@ApplicationScoped
public class InFlightTracker {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Vertx vertx;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean isStopped;

    InFlightTracker(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Creates a task whose runs are counted while they are under way; {@code failed} receives the failure of a run. */
    public CoalescingTask newTask(Supplier<Uni<Void>> work, Consumer<Throwable> failed) {
        return new CoalescingTask(vertx, this, work, failed);
    }

    /** Whether no more work may begin. */
    public boolean isStopped() {
        return isStopped;
    }

    /** Counts the work while it is under way. After the stop it does not begin, and emits neither item nor failure. */
    public <T> Uni<T> track(Uni<T> work) {
        return Uni.createFrom()
                .deferred(() -> tryBegin()
                        ? work.onTermination().invoke(count::decrementAndGet)
                        : Uni.createFrom().nothing());
    }

    /** Repeats the round while it returns true, until the stop. */
    public Uni<Void> repeatUntilStopped(Supplier<Uni<Boolean>> round) {
        return AsyncLoop.repeatWhileTrue(() -> isStopped ? Uni.createFrom().item(false) : round.get());
    }

    /**
     * Prevents new work, then blocks until the work in progress has ended or this time is over. Returns whether all work
     * has ended.
     */
    public boolean drain(Duration patience) {
        isStopped = true;
        long deadline = System.nanoTime() + patience.toNanos();
        while (count.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return count.get() == 0;
    }

    /** Counts before it checks for the stop, so that {@link #drain} misses no work. */
    private boolean tryBegin() {
        count.incrementAndGet();
        if (isStopped) {
            count.decrementAndGet();
        }
        return !isStopped;
    }
}
