package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Emits results of other threads on the Vert.x context of the subscriber. A database session belongs to one context; using it on
 * a thread of the AWS SDK breaks it under load (quarkusio/quarkus#41945).
 */
public final class ContextBoundUni {

    private ContextBoundUni() {}

    /**
     * The result of a future, which is created at each subscription, without a change of thread: a call must not begin after the
     * lease that was checked right before has ended.
     */
    public static <T> Uni<T> fromFuture(Supplier<CompletionStage<T>> future) {
        return emitOnContext(Uni.createFrom().completionStage(future));
    }

    /**
     * The same with the future created on a worker thread. The first call of an AWS client may fetch credentials or load a
     * thousand classes before it returns its future, and would block the context for that time; a click in Slack, for example, has
     * to be answered within three seconds.
     */
    public static <T> Uni<T> onWorker(Supplier<CompletionStage<T>> future) {
        return emitOnContext(
                Uni.createFrom().completionStage(future).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    /** The result of blocking work, which runs on a worker thread. */
    public static <T> Uni<T> blocking(Supplier<T> work) {
        return emitOnContext(Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    /** The result of an operation that may end on any thread. */
    public static <T> Uni<T> emitOnContext(Uni<T> foreign) {
        return Uni.createFrom().deferred(() -> foreign.emitOn(currentContext()));
    }

    /** Work that begins on the current context, also if it is subscribed to on another thread, as by the demand of a stream. */
    public static <T> Uni<T> subscribeOnContext(Supplier<Uni<T>> work) {
        Executor here = currentContext();
        return Uni.createFrom().<T>deferred(work::get).runSubscriptionOn(here);
    }

    /** An executor that runs tasks on the Vert.x context that is current now. */
    public static Executor currentContext() {
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("not on a Vert.x context, so there is none to return to");
        }
        return task -> context.runOnContext(ignored -> task.run());
    }
}
