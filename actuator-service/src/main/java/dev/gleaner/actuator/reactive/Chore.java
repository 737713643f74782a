package dev.gleaner.actuator.reactive;

import io.quarkus.logging.Log;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Work that a clock calls for, and that whoever makes some calls for at once. Runs never overlap: a call during a run is
 * answered by one more run after it.
 */
public final class Chore {

    private final Vertx vertx;
    private final Supplier<Uni<Void>> work;
    private boolean isUnderWay;
    private boolean isCalled;

    /** The work has to deal with its own failures. */
    public Chore(Vertx vertx, Supplier<Uni<Void>> work) {
        this.vertx = vertx;
        this.work = work;
    }

    /** Does it here, unless it is under way: then it is done once more. */
    public Uni<Void> run() {
        return Uni.createFrom()
                .deferred(() -> begin() ? rounds() : Uni.createFrom().voidItem());
    }

    /** Has it done now. It gets a context of its own, so that it never meets the database session of its caller. */
    public void wake() {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored ->
                run().subscribe().with(done -> {}, failure -> Log.error("Work that was called for failed", failure)));
    }

    /** Has it done after a while. */
    public void wakeIn(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> wake());
    }

    private Uni<Void> rounds() {
        return work.get().onItemOrFailure().transformToUni((done, failure) -> {
            boolean again = end();
            if (failure != null) {
                return Uni.createFrom().failure(failure);
            }
            return again && begin() ? rounds() : Uni.createFrom().voidItem();
        });
    }

    private synchronized boolean begin() {
        boolean free = !isUnderWay;
        isCalled = !free;
        isUnderWay = true;
        return free;
    }

    private synchronized boolean end() {
        isUnderWay = false;
        return isCalled;
    }
}
