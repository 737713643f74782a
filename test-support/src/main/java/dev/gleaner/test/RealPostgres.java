package dev.gleaner.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** A real PostgreSQL server that writes durably, shared by all tests of a JVM: each takes a database of its own. */
public final class RealPostgres {

    private RealPostgres() {}

    /** A database that nobody has written to; the first call starts the server. */
    public static Database freshDatabase() {
        Database server = server();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create a database", e);
        }
        return new Database(server.host(), server.port(), name, server.username(), server.password());
    }

    private static Database server() {
        Map<String, String> facts = OncePerJvm.facts(PostgresPart.class);
        return new Database(
                facts.getOrDefault(PostgresPart.HOST, ""),
                Integer.parseInt(facts.getOrDefault(PostgresPart.PORT, "")),
                "postgres",
                "postgres",
                "postgres");
    }
}
