package dev.gleaner.systemtests.flood;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.postgres.RunDatabase;
import dev.gleaner.local.runtime.process.DaemonController;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real broker and a real database, durable as in production, as processes of their own in a new folder. */
final class FloodTestEnvironment implements AutoCloseable {

    private static final String PASSWORD = "flood";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DaemonController daemonController;
    private final KafkaDaemon kafka;
    private final RunDatabase database;
    private final RunPorts ports;

    private FloodTestEnvironment(RunFolder run, RunPorts ports) {
        this.ports = ports;
        this.daemonController = new DaemonController(run);
        this.kafka = new KafkaDaemon(run, ports);
        this.database = new RunDatabase(ports, PASSWORD);
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
        await("the broker", () -> listens(ports.kafka()));
        await("the database", all.database::ensureReady);
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
                database.url(),
                "ACTUATOR_DATABASE_USERNAME",
                PostgresDaemon.USER,
                "ACTUATOR_DATABASE_PASSWORD",
                PASSWORD);
    }

    /** The two columns of a query. */
    Map<String, String> pairs(String query) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Map<String, String> pairs = new HashMap<>();
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
            return pairs;
        }
    }

    /** The number that a query counts. */
    int count(String query) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:" + database.url(), PostgresDaemon.USER, PASSWORD);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " did not start");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
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
