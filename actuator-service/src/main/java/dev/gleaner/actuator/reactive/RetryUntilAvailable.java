package dev.gleaner.actuator.reactive;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Retries work while the database or the broker is unavailable: a stream waits instead of losing a record. */
public final class RetryUntilAvailable {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private RetryUntilAvailable() {}

    /** Repeats the work until it succeeds. The work has to be idempotent. */
    public static <T> Uni<T> withFailuresOf(String what, Uni<T> work) {
        Uni<T> logged =
                work.onFailure().invoke(failure -> Log.warnf(failure, "Failed at %s; it will be tried again", what));
        return Uni.createFrom()
                .deferred(() -> ContextBoundUni.emitOnContext(
                        logged.onFailure().retry().withBackOff(FIRST, LONGEST).indefinitely()));
    }
}
