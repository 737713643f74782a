package dev.gleaner.actuator.reactive;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;

/** One run of periodic work. Its failure is reported and ends there, since the next run tries again. */
public final class PeriodicRun {

    private PeriodicRun() {}

    /** The run as one that never fails; {@code failed} receives its failure. */
    public static Uni<Void> reportFailure(Uni<?> run, Consumer<Throwable> failed) {
        return run.replaceWithVoid().onFailure().invoke(failed).onFailure().recoverWithNull();
    }
}
