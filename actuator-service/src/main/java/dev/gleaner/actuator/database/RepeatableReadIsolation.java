package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** One moment of the database, for what is read in several queries and has to fit together. */
public final class RepeatableReadIsolation {

    private RepeatableReadIsolation() {}

    /** Makes all queries of the transaction see the state at the first one. Call it before the first query. */
    public static Uni<Void> apply(Mutiny.Session session) {
        return session.createNativeQuery("set transaction isolation level repeatable read")
                .executeUpdate()
                .replaceWithVoid();
    }
}
