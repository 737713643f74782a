package dev.gleaner.actuator.reactive;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** A context for a piece of work alone: a database session lives on one, which nobody else may use at the same time. */
public final class IsolatedVertxContext {

    private IsolatedVertxContext() {}

    /** Does the work soon, on an event loop. */
    public static void run(Vertx vertx, Runnable work) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(ignored -> work.run());
    }
}
