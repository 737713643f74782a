package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Periodic work that can also be triggered at once. Runs never overlap: any number of calls during a run cause one more run
 * after it. No run begins after the application has begun to shut down.
 */
public final class CoalescingTask {

    private final Vertx vertx;
    private final InFlightTracker inFlightTracker;
    private final Uni<Void> work;
    private boolean isUnderWay;
    private boolean isCalled;

    CoalescingTask(Vertx vertx, InFlightTracker inFlightTracker, Supplier<Uni<Void>> work, Consumer<Throwable> failed) {
        this.vertx = vertx;
        this.inFlightTracker = inFlightTracker;
        this.work = PeriodicRun.reportFailure(Uni.createFrom().deferred(work::get), failed);
    }

    /** Runs the work for the subscriber, or causes one more run if it is under way. Never fails. */
    public Uni<Void> run() {
        return Uni.createFrom()
                .deferred(() -> tryBegin()
                        ? inFlightTracker.track(AsyncLoop.repeatWhileTrue(this::round))
                        : Uni.createFrom().voidItem());
    }

    /** Runs the work now, on a context of its own. */
    public void trigger() {
        IsolatedVertxContext.run(vertx, () -> run().subscribe().with(done -> {}));
    }

    /** Runs the work after this delay. */
    public void triggerAfter(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> trigger());
    }

    /** Whether a run is under way. */
    public synchronized boolean isUnderWay() {
        return isUnderWay;
    }

    private Uni<Boolean> round() {
        return work.map(done -> !tryEnd());
    }

    private synchronized boolean tryBegin() {
        if (inFlightTracker.isStopped()) {
            return false;
        }
        isCalled = isUnderWay;
        isUnderWay = true;
        return !isCalled;
    }

    /** Ends the run, unless there was a call during it. */
    private synchronized boolean tryEnd() {
        isUnderWay = isCalled && !inFlightTracker.isStopped();
        isCalled = false;
        return !isUnderWay;
    }
}
