package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that a clock calls for, and that whoever makes some calls for at once. Runs never overlap: a call during a run is
 * answered by one more run after it. Nothing runs once all is to end.
 */
public final class CoalescingTask {

    private final Vertx vertx;
    private final InFlightTracker inFlightTracker;
    private final Uni<Void> work;
    private boolean isUnderWay;
    private boolean isCalled;

    /** The work of one run, and who hears of one that failed. */
    public CoalescingTask(
            Vertx vertx, InFlightTracker inFlightTracker, Supplier<Uni<Void>> work, Consumer<Throwable> failed) {
        this.vertx = vertx;
        this.inFlightTracker = inFlightTracker;
        this.work = Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .invoke(failed)
                .onFailure()
                .recoverWithNull();
    }

    /** Does it here, unless it is under way: then it is done once more. Never fails. */
    public Uni<Void> run() {
        return Uni.createFrom()
                .deferred(() -> tryBegin()
                        ? inFlightTracker.track(AsyncLoop.repeatWhileTrue(this::round))
                        : Uni.createFrom().voidItem());
    }

    /** Has it done now, apart from its caller. */
    public void trigger() {
        IsolatedVertxContext.run(vertx, () -> run().subscribe().with(done -> {}));
    }

    /** Has it done after a while. */
    public void triggerAfter(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> trigger());
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

    /** Not while somebody called meanwhile. */
    private synchronized boolean tryEnd() {
        isUnderWay = isCalled && !inFlightTracker.isStopped();
        isCalled = false;
        return !isUnderWay;
    }
}
