package dev.gleaner.test.postgres;

import dev.gleaner.test.process.ContainerEngine;
import dev.gleaner.test.process.ContainerPolicy;
import dev.gleaner.test.process.OncePerJvm;
import dev.gleaner.test.process.StartupMessage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A real PostgreSQL server that writes durably, shared by all tests of a JVM: each takes a database of its own. */
public final class RealPostgres {

    private RealPostgres() {}

    /** A database that nobody has written to; the first call starts the server. */
    public static PostgresDatabase freshDatabase() {
        PostgresDatabase server = server();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create a database", e);
        }
        return new PostgresDatabase(server.host(), server.port(), name, server.username(), server.password());
    }

    private static PostgresDatabase server() {
        Map<String, String> facts = OncePerJvm.facts(ServerStarter.class);
        return new PostgresDatabase(
                facts.getOrDefault(ServerStarter.HOST, ""),
                Integer.parseInt(facts.getOrDefault(ServerStarter.PORT, "")),
                "postgres",
                "postgres",
                "postgres");
    }

    /** The server of {@link RealPostgres}: in a container, else a process of its own from the embedded binaries. */
    public static final class ServerStarter implements Supplier<Map<String, String>> {

        static final String HOST = "host";
        static final String PORT = "port";
        private static final String READY = ".*database system is ready to accept connections.*\\s";
        private static final String IMAGE = "gleaner-test/postgres:18";

        @Override
        public Map<String, String> get() {
            return ContainerPolicy.orEmbedded(IMAGE, ServerStarter::container, ServerStarter::embedded);
        }

        /** Stopped at exit by its own hook. Embedded servers do not write durably unless told to. */
        private static Map<String, String> embedded() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                StartupMessage.print("embedded PostgreSQL at 127.0.0.1:%s", server.getPort());
                return Map.of(HOST, "127.0.0.1", PORT, Integer.toString(server.getPort()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Testcontainers stops it at the end of the JVM; its class turns fsync off unless the command is set. */
        @SuppressWarnings("resource")
        private static Map<String, String> container() {
            DockerImageName image = DockerImageName.parse(IMAGE).asCompatibleSubstituteFor(PostgreSQLContainer.IMAGE);
            PostgreSQLContainer server = new PostgreSQLContainer(image)
                    .withUsername("postgres")
                    .withPassword("postgres")
                    .withDatabaseName("postgres");
            server.setCommand("postgres", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=300");
            server.setWaitStrategy(Wait.forLogMessage(READY, 1));
            ContainerEngine.start(server, PostgreSQLContainer.POSTGRESQL_PORT);
            return Map.of(HOST, server.getHost(), PORT, Integer.toString(server.getFirstMappedPort()));
        }
    }
}
