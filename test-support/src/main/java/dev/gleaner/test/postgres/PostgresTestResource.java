package dev.gleaner.test.postgres;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.SQLException;
import java.util.Map;

/** Configures the data source of a Quarkus test for a fresh database of {@link RealPostgres} with a {@link DatabaseTime}. */
public final class PostgresTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        PostgresDatabase database = RealPostgres.freshDatabase();
        try {
            DatabaseTime.install(database);
        } catch (SQLException e) {
            throw new IllegalStateException("could not give the database a time of its own", e);
        }
        return Map.of(
                "gleaner.test.postgres.host", database.host(),
                "gleaner.test.postgres.port", Integer.toString(database.port()),
                "gleaner.test.postgres.database", database.name(),
                "gleaner.test.postgres.username", database.username(),
                "gleaner.test.postgres.password", database.password(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.reactive.url", database.reactiveUrl());
    }

    /** The server keeps running for the next application of this JVM. */
    @Override
    public void stop() {}
}
