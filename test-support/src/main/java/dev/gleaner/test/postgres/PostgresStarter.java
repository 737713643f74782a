package dev.gleaner.test.postgres;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.postgres.TemporaryPostgres;
import dev.gleaner.test.process.ContainerEngine;
import dev.gleaner.test.process.ContainerPolicy;
import dev.gleaner.test.process.StartupMessage;
import java.util.Map;
import java.util.function.Supplier;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts the server of {@link RealPostgres}: in a container, else as a process from the binaries on the class path. */
public final class PostgresStarter implements Supplier<Map<String, String>> {

    static final String HOST = "host";
    static final String PORT = "port";

    /** Its process; absent if it runs in a container. */
    static final String PID = "pid";

    /** Its container; absent if it runs as a process. */
    static final String CONTAINER = "container";

    private static final String READY = ".*database system is ready to accept connections.*\\s";
    private static final String IMAGE = "gleaner-test/postgres:18";

    @Override
    public Map<String, String> get() {
        return ContainerPolicy.orEmbedded(IMAGE, PostgresStarter::container, PostgresStarter::embedded);
    }

    private static Map<String, String> embedded() {
        TemporaryPostgres server = TemporaryPostgres.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-postgres"));
        PostgresDatabase database = server.database();
        StartupMessage.print("embedded PostgreSQL at %s:%s", database.host(), database.port());
        return Map.of(HOST, database.host(), PORT, Integer.toString(database.port()), PID, Long.toString(server.pid()));
    }

    /** Testcontainers stops it at the end of the JVM; its class disables fsync unless the command is set. */
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
        return Map.of(
                HOST,
                server.getHost(),
                PORT,
                Integer.toString(server.getFirstMappedPort()),
                CONTAINER,
                server.getContainerId());
    }
}
