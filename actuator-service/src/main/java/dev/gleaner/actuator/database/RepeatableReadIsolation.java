package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Isolation level for several queries whose results have to be consistent with each other. */
public final class RepeatableReadIsolation {

    private RepeatableReadIsolation() {}

    /**
     * Applies the state at the time of the first query to all queries of the transaction. Call it before the first query.
     */
    public static Uni<Void> apply(Mutiny.Session session) {
        return session.createNativeQuery("set transaction isolation level repeatable read")
                .executeUpdate()
                .replaceWithVoid();
    }
}
