package dev.gleaner.local.runtime.postgres;

import dev.gleaner.local.runtime.RunPorts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database of the actuator in the server of {@link PostgresDaemon}. */
public final class RunDatabase {

    private static final String NAME = "gleaner";

    private final RunPorts ports;
    private final String password;

    public RunDatabase(RunPorts ports, String password) {
        this.ports = ports;
        this.password = password;
    }

    /** As Vert.x' client wants it, without password. */
    public String url() {
        return "postgresql://127.0.0.1:" + ports.postgres() + "/" + NAME;
    }

    /** As {@code psql} wants it, with user and password. */
    public String urlWithPassword() {
        return "postgresql://" + PostgresDaemon.USER + ":" + password + "@127.0.0.1:" + ports.postgres() + "/" + NAME;
    }

    /** Whether the server answers; makes the database when it is absent. */
    public boolean ensureReady() {
        String server = "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/postgres?connectTimeout=2";
        try (Connection connection = DriverManager.getConnection(server, PostgresDaemon.USER, password);
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE DATABASE " + NAME);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
            return rows.next();
        }
    }
}
