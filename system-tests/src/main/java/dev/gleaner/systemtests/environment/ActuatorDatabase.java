package dev.gleaner.systemtests.environment;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Reads and changes the actuator's database directly, for example so that days have passed. */
public record ActuatorDatabase(PostgresDatabase database) {

    public void execute(String statement) {
        run(statement, run -> run.execute(statement));
    }

    /** The first column of the first row; empty if there is no row. */
    public String queryValue(String query) {
        return run(query, run -> {
            ResultSet rows = run.executeQuery(query);
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        });
    }

    /** The second column of each row by the first. */
    public Map<String, String> queryPairs(String query) {
        return run(query, run -> {
            ResultSet rows = run.executeQuery(query);
            Map<String, String> pairs = new HashMap<>();
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
            return pairs;
        });
    }

    private interface Work<T> {

        T run(Statement statement) throws SQLException;
    }

    private <T> T run(String sql, Work<T> work) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            return work.run(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
