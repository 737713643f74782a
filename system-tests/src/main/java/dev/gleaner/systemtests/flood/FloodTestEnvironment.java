package dev.gleaner.systemtests.flood;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A Kafka broker and a PostgreSQL database as child processes, durable as in production. */
final class FloodTestEnvironment implements AutoCloseable {

    private static final String PASSWORD = "flood";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final KafkaBrokerProcess kafka;
    private final DaemonController daemonController;
    private final PostgresDatabase database;

    private FloodTestEnvironment(
            KafkaBrokerProcess kafka, DaemonController daemonController, PostgresDatabase database) {
        this.kafka = kafka;
        this.daemonController = daemonController;
        this.database = database;
    }

    /** Starts both, with their data in this folder. */
    static FloodTestEnvironment start(Path folder) throws IOException {
        RunFolder run = new RunFolder(folder);
        RunPorts ports = new RunPorts(0, 0, FreePort.find(), 0, 0, 0, 0, 0);
        Path password = run.secret("database-password");
        Files.createDirectories(password.getParent());
        Files.writeString(password, PASSWORD + "\n");
        FloodTestEnvironment environment = new FloodTestEnvironment(
                new KafkaBrokerProcess(folder), new DaemonController(run), PostgresDaemon.database(ports, PASSWORD));
        environment.daemonController.start(new PostgresDaemon(run, ports, password).prepare());
        WaitDeadline.await("the database is ready", TIMEOUT, POLL_INTERVAL, environment.database::ensureReady);
        return environment;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** The actuator's environment variables for the database. */
    Map<String, String> databaseEnvironment() {
        return Map.of(
                "ACTUATOR_DATABASE_URL",
                database.reactiveUrl(),
                "ACTUATOR_DATABASE_USERNAME",
                PostgresDaemon.USER,
                "ACTUATOR_DATABASE_PASSWORD",
                PASSWORD);
    }

    ActuatorDatabase database() {
        return new ActuatorDatabase(database);
    }

    @Override
    public void close() {
        kafka.close();
        daemonController.stop(PostgresDaemon.NAME);
    }
}
