package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Work of which nobody knows how much there is. A round that asks for the next one by itself would lie inside of it, and
 * keep what it held until the last one is over: after some thousand rounds the stack does not reach any more.
 */
public final class AsyncLoop {

    private AsyncLoop() {}

    /** One round after another, as long as they say that there may be more. */
    public static Uni<Void> repeatWhileTrue(Supplier<Uni<Boolean>> round) {
        return Uni.createFrom()
                .<Boolean>deferred(round::get)
                .repeat()
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni();
    }
}
