package dev.gleaner.actuator.reactive;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Runs work on a Vert.x context of its own. A database session belongs to one context, which other work must not use at the
 * same time.
 */
public final class IsolatedVertxContext {

    private IsolatedVertxContext() {}

    /** Schedules the work on an event loop. */
    public static void run(Vertx vertx, Runnable work) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored -> work.run());
    }
}
