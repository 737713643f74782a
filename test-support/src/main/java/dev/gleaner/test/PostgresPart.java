package dev.gleaner.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The server of {@link RealPostgres}: in a container, else a process of its own from the embedded binaries. */
final class PostgresPart implements Supplier<Map<String, String>> {

    static final String HOST = "host";
    static final String PORT = "port";
    private static final String READY = ".*database system is ready to accept connections.*\\s";
    private static final String IMAGE = "gleaner-test/postgres:18";

    @Override
    public Map<String, String> get() {
        return Containers.orEmbedded(IMAGE, PostgresPart::container, PostgresPart::embedded);
    }

    /** Stopped at exit by its own hook. Embedded servers do not write durably unless told to. */
    private static Map<String, String> embedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
            Announcement.say("embedded PostgreSQL at 127.0.0.1:%s", server.getPort());
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
