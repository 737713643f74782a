package dev.gleaner.test.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseTimeIT {

    @Test
    void shouldLetTimePassForWhateverAsksForIt() throws SQLException {
        PostgresDatabase database = RealPostgres.freshDatabase();
        DatabaseTime.install(database);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table seen (id int primary key, at timestamptz not null default now())");
            assertThat(ask(statement, "select now() = pg_catalog.now()")).isEqualTo("t");

            statement.execute(DatabaseTime.pass(Duration.ofMillis(3_600_500)));

            statement.execute("insert into seen (id) values (1)");
            assertThat(ask(statement, "select now() - pg_catalog.now()")).isEqualTo("01:00:00.5");
            assertThat(ask(statement, "select clock_timestamp() > pg_catalog.clock_timestamp() + interval '1 hour'"))
                    .isEqualTo("t");
            assertThat(ask(statement, "select at > pg_catalog.now() + interval '59 minutes' from seen"))
                    .isEqualTo("t");
            statement.execute(DatabaseTime.pass(Duration.ofMillis(-3_600_500)));
            assertThat(ask(statement, "select now() = pg_catalog.now()")).isEqualTo("t");
        }
    }

    /** So that a schema of an application is where it always is. */
    @Test
    void shouldCreateTablesInTheSchemaOfAllOthers() throws SQLException {
        PostgresDatabase database = RealPostgres.freshDatabase();
        DatabaseTime.install(database);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            assertThat(ask(statement, "select current_schema()")).isEqualTo("public");
        }
    }

    private static String ask(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
