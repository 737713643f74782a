package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Repeats asynchronous work any number of times. If each round subscribed to the next one itself, the rounds would be
 * nested: they would keep their memory until the last one has ended, and some thousands of them would overflow the stack.
 */
public final class AsyncLoop {

    private AsyncLoop() {}

    /** Repeats the round while it returns true. */
    public static Uni<Void> repeatWhileTrue(Supplier<Uni<Boolean>> round) {
        return Uni.createFrom()
                .<Boolean>deferred(round::get)
                .repeat()
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni();
    }
}
