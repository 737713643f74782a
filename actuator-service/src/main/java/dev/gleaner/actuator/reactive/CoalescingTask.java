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
                .deferred(() -> begins()
                        ? inFlightTracker.track(AsyncLoop.whileMore(this::round))
                        : Uni.createFrom().voidItem());
    }

    /** Has it done now, apart from its caller. */
    public void wake() {
        IsolatedVertxContext.run(vertx, () -> run().subscribe().with(done -> {}));
    }

    /** Has it done after a while. */
    public void wakeIn(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> wake());
    }

    private Uni<Boolean> round() {
        return work.map(done -> !ends());
    }

    private synchronized boolean begins() {
        if (inFlightTracker.isOver()) {
            return false;
        }
        isCalled = isUnderWay;
        isUnderWay = true;
        return !isCalled;
    }

    /** Not while somebody called meanwhile. */
    private synchronized boolean ends() {
        isUnderWay = isCalled && !inFlightTracker.isOver();
        isCalled = false;
        return !isUnderWay;
    }
}
