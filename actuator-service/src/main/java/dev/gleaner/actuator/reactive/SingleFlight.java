package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Work that many may ask for and that runs once at a time. Who asks while it runs gets what the next run brings, as the
 * one under way may have looked already where something has changed since.
 */
public final class SingleFlight<T> {

    private final Uni<T> work;
    private @Nullable Uni<T> running;
    private @Nullable Uni<T> waiting;

    public SingleFlight(Uni<T> work) {
        this.work = work;
    }

    /** A run that begins after this call. */
    public Uni<T> next() {
        return Uni.createFrom().deferred(this::join);
    }

    private synchronized Uni<T> join() {
        Uni<T> ahead = running;
        if (ahead == null) {
            running = begin();
            return running;
        }
        if (waiting == null) {
            waiting = ahead.onItemOrFailure()
                    .transformToUni((item, failure) -> promote())
                    .memoize()
                    .indefinitely();
        }
        return waiting;
    }

    private synchronized Uni<T> promote() {
        waiting = null;
        running = begin();
        return running;
    }

    private Uni<T> begin() {
        return work.onTermination().invoke(this::finish).memoize().indefinitely();
    }

    /** With somebody waiting, the next run takes its place at once; whoever comes in between waits with them. */
    private synchronized void finish() {
        if (waiting == null) {
            running = null;
        }
    }
}
