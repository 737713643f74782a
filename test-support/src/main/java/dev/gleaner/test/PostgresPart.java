package dev.gleaner.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The server of {@link RealPostgres}: in a container, else a process of its own from the embedded binaries. */
final class PostgresPart implements Supplier<Map<String, String>> {

    static final String HOST = "host";
    static final String PORT = "port";
    private static final String IMAGE = "postgres:18";

    @Override
    public Map<String, String> get() {
        return Containers.orEmbedded(PostgresPart::container, PostgresPart::embedded);
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

    /** Testcontainers' own reaper stops it; its class turns fsync off unless the command is set. */
    private static Map<String, String> container() {
        @SuppressWarnings("resource")
        PostgreSQLContainer server = new PostgreSQLContainer(IMAGE)
                .withUsername("postgres")
                .withPassword("postgres")
                .withDatabaseName("postgres");
        server.setCommand("postgres", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=300");
        server.start();
        Announcement.say("container %s at %s:%s", IMAGE, server.getHost(), server.getFirstMappedPort());
        return Map.of(HOST, server.getHost(), PORT, Integer.toString(server.getFirstMappedPort()));
    }
}
