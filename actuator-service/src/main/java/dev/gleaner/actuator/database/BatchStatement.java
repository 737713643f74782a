package dev.gleaner.actuator.database;

import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import org.hibernate.reactive.mutiny.Mutiny;

/** Native statements that change the rows of a whole batch, and are not sent for an empty one. */
public final class BatchStatement {

    private BatchStatement() {}

    /** Executes a statement whose only parameter is this list of keys. */
    public static Uni<Void> execute(Mutiny.Session session, String sql, String parameter, Collection<String> keys) {
        return keys.isEmpty() ? Uni.createFrom().voidItem() : send(session, sql, parameter, keys);
    }

    /** Executes a statement whose only parameter is a JSON array of these rows. */
    public static Uni<Void> executeJson(Mutiny.Session session, String sql, String parameter, Collection<?> rows) {
        return rows.isEmpty() ? Uni.createFrom().voidItem() : send(session, sql, parameter, Json.text(rows));
    }

    private static Uni<Void> send(Mutiny.Session session, String sql, String parameter, Object value) {
        return session.createNativeQuery(sql)
                .setParameter(parameter, value)
                .executeUpdate()
                .replaceWithVoid();
    }
}
