package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Brings results from foreign threads back to the Vert.x context they were asked for on. A database session lives on
 * one context; going on from an AWS thread breaks it under load (quarkusio/quarkus#41945).
 */
public final class ContextBoundUni {

    private ContextBoundUni() {}

    /**
     * A future of another library, asked for anew at each subscription and without delay, as a call has to be that must not
     * begin after the lease that was just looked at has ended.
     */
    public static <T> Uni<T> fromFuture(Supplier<CompletionStage<T>> future) {
        return emitOnContext(Uni.createFrom().completionStage(future));
    }

    /**
     * The same, but asked for on a worker thread. What AWS is asked for first may ask a role's credentials of another
     * service, or load a thousand classes, before it returns its future: meanwhile all else would stand still that goes on
     * this context, a click on Slack with it, which has three seconds.
     */
    public static <T> Uni<T> onWorker(Supplier<CompletionStage<T>> future) {
        return emitOnContext(
                Uni.createFrom().completionStage(future).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    /** Blocking work, done on a worker thread. */
    public static <T> Uni<T> blocking(Supplier<T> work) {
        return emitOnContext(Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    /** Something that ends on any thread. */
    public static <T> Uni<T> emitOnContext(Uni<T> foreign) {
        return Uni.createFrom().deferred(() -> foreign.emitOn(currentContext()));
    }

    /** Work that always begins on the context of now, whoever asks for it later: a stream's demand comes from anywhere. */
    public static <T> Uni<T> subscribeOnContext(Supplier<Uni<T>> work) {
        Executor here = currentContext();
        return Uni.createFrom().<T>deferred(work::get).runSubscriptionOn(here);
    }

    /** Runs things on the Vert.x context that is current now, whoever asks for them later. */
    public static Executor currentContext() {
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("not on a Vert.x context, so there is none to come back to");
        }
        return task -> context.runOnContext(ignored -> task.run());
    }
}
