package dev.gleaner.systemtests.flood;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real broker and a real database, durable as in production, as processes of their own in a new folder. */
final class FloodTestEnvironment implements AutoCloseable {

    private static final String PASSWORD = "flood";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final DaemonController daemonController;
    private final KafkaDaemon kafka;
    private final PostgresDatabase database;
    private final RunPorts ports;

    private FloodTestEnvironment(RunFolder run, RunPorts ports) {
        this.ports = ports;
        this.daemonController = new DaemonController(run);
        this.kafka = new KafkaDaemon(run, ports);
        this.database = PostgresDaemon.database(ports, PASSWORD);
    }

    /** Both running below this folder, which must not be there. */
    static FloodTestEnvironment start(Path folder) throws IOException {
        RunFolder run = new RunFolder(folder);
        RunPorts ports = freePorts();
        Path password = run.secret("database-password");
        Files.createDirectories(password.getParent());
        Files.writeString(password, PASSWORD + "\n");
        FloodTestEnvironment all = new FloodTestEnvironment(run, ports);
        all.daemonController.start(all.kafka.prepare());
        all.daemonController.start(new PostgresDaemon(run, ports, password).prepare());
        WaitDeadline.await("the broker started", TIMEOUT, POLL_INTERVAL, () -> listens(ports.kafka()));
        WaitDeadline.await("the database started", TIMEOUT, POLL_INTERVAL, all.database::ensureReady);
        return all;
    }

    /** A port for the actuator. */
    int actuatorPort() {
        return ports.actuator();
    }

    /** A port for Slack's clicks. */
    int slackPort() {
        return ports.slack();
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** How the actuator gets into the database. */
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
        return new ActuatorDatabase(database.jdbcUrl(), PostgresDaemon.USER, PASSWORD);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static RunPorts freePorts() throws IOException {
        int[] free = new int[8];
        ServerSocket[] held = new ServerSocket[free.length];
        for (int i = 0; i < free.length; i++) {
            held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            free[i] = held[i].getLocalPort();
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return new RunPorts(free[0], free[1], free[2], free[3], free[4], free[5], free[6], free[7]);
    }

    @Override
    public void close() {
        daemonController.stop(List.of(KafkaDaemon.NAME, PostgresDaemon.NAME));
    }
}
