package dev.gleaner.local.runtime.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of a PostgreSQL server, and the user who owns it. */
public record PostgresDatabase(String host, int port, String name, String username, String password) {

    private static final String MAINTENANCE = "postgres";

    /** For the JDBC driver. */
    public String jdbcUrl() {
        return "jdbc:" + reactiveUrl();
    }

    /** For the reactive client of Vert.x, without user and password. */
    public String reactiveUrl() {
        return "postgresql://" + host + ":" + port + "/" + name;
    }

    /** For {@code psql}, with user and password. */
    public String urlWithPassword() {
        return "postgresql://" + username + ":" + password + "@" + host + ":" + port + "/" + name;
    }

    /** Whether the server answers; creates the database if it is absent. */
    public boolean ensureReady() {
        try {
            createIfAbsent();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Creates the database if it is absent. */
    public void createIfAbsent() throws SQLException {
        String server = new PostgresDatabase(host, port, MAINTENANCE, username, password).jdbcUrl();
        try (Connection connection = DriverManager.getConnection(server + "?connectTimeout=2", username, password);
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE DATABASE " + name);
            }
        }
    }

    private boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            return rows.next();
        }
    }
}
