package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Work that many callers may request and of which at most one run is in progress. A caller during a run gets the result of
 * the next run, because the current run may have read its data before the change that the caller knows of.
 */
public final class SingleFlight<T> {

    private final Uni<T> work;
    private @Nullable Uni<T> running;
    private @Nullable Uni<T> waiting;

    public SingleFlight(Uni<T> work) {
        this.work = work;
    }

    /** The result of a run that begins after this call. */
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

    /** If callers wait, the next run replaces this one without a gap, so that further callers wait for the run after it. */
    private synchronized void finish() {
        if (waiting == null) {
            running = null;
        }
    }
}
