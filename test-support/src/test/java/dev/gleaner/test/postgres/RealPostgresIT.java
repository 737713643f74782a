package dev.gleaner.test.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealPostgresIT {

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
    void shouldWriteDurably(String setting) throws SQLException {
        assertThat(ask(RealPostgres.freshDatabase(), "SHOW " + setting)).isEqualTo("on");
    }

    @Test
    void shouldGiveEachTestADatabaseOfItsOwn() throws SQLException {
        PostgresDatabase first = RealPostgres.freshDatabase();
        execute(first, "CREATE TABLE t (i int)");

        PostgresDatabase second = RealPostgres.freshDatabase();

        assertThat(ask(second, "SELECT count(*) FROM pg_tables WHERE tablename = 't'"))
                .isEqualTo("0");
        assertThat(second.port()).isEqualTo(first.port());
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }
}
