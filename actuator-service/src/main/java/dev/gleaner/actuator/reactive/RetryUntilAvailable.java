package dev.gleaner.actuator.reactive;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Waits out a database or a broker that is away: a stream stands still rather than lose a record. */
public final class RetryUntilAvailable {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private RetryUntilAvailable() {}

    /** The work, done again until it succeeds; it has to be idempotent. */
    public static <T> Uni<T> withFailuresOf(String what, Uni<T> work) {
        Uni<T> logged =
                work.onFailure().invoke(failure -> Log.warnf(failure, "Failed at %s; it will be tried again", what));
        return Uni.createFrom()
                .deferred(() -> ContextBoundUni.emitOnContext(
                        logged.onFailure().retry().withBackOff(FIRST, LONGEST).indefinitely()));
    }
}
