package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** One moment of the database, for what is read in several queries and has to fit together. */
public final class RepeatableReadIsolation {

    private RepeatableReadIsolation() {}

    /** Lets the transaction see nothing that others commit after its next query; to be called before its first. */
    public static Uni<Void> apply(Mutiny.Session session) {
        return session.createNativeQuery("set transaction isolation level repeatable read")
                .executeUpdate()
                .replaceWithVoid();
    }
}
