package dev.gleaner.systemtests.environment;

import dev.gleaner.test.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The actuator's database, past the actuator: what would take days is written there as if it had been. */
public record ActuatorDatabase(PostgresDatabase database) {

    public void execute(String statement) {
        try (Connection connection = connect();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** The first column of the only row. */
    public String queryValue(String query) {
        try (Connection connection = connect();
                Statement run = connection.createStatement();
                ResultSet answer = run.executeQuery(query)) {
            return answer.next() ? String.valueOf(answer.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }
}
