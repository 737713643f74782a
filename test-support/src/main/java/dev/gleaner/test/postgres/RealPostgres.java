package dev.gleaner.test.postgres;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.test.process.OncePerJvm;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** A real PostgreSQL server that writes durably, shared by all tests of a JVM; each test takes a database of its own. */
public final class RealPostgres {

    private RealPostgres() {}

    /** An empty database; the first call starts the server. */
    public static PostgresDatabase freshDatabase() {
        Map<String, String> facts = OncePerJvm.facts(PostgresStarter.class);
        PostgresDatabase database = new PostgresDatabase(
                facts.getOrDefault(PostgresStarter.HOST, ""),
                Integer.parseInt(facts.getOrDefault(PostgresStarter.PORT, "")),
                "test_" + UUID.randomUUID().toString().replace("-", ""),
                "postgres",
                "postgres");
        try {
            database.createIfAbsent();
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("could not create a database", e);
        }
    }
}
