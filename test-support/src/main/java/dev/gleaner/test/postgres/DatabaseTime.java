package dev.gleaner.test.postgres;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Time of a test's database, which a test lets pass instead of waiting. Whatever asks the database for the time without naming the
 * schema of {@code now()} or {@code clock_timestamp()}, column defaults included, gets that of the server plus what has passed so:
 * functions of the same names come before PostgreSQL's own in the search path of the database's connections.
 */
public final class DatabaseTime {

    private static final String[] INSTALL = {
        "create schema test_time",
        "create table test_time.passed (by interval not null)",
        "insert into test_time.passed values (interval '0')",
        // As PostgreSQL's, the same throughout a transaction, which remembers it: conditions ask for it for each row.
        """
        create function test_time.now() returns timestamptz language plpgsql stable as $$
        declare
          remembered text := current_setting('test_time.now', true);
        begin
          if remembered is null or remembered = '' then
            remembered := (select pg_catalog.now() + by from test_time.passed);
            perform set_config('test_time.now', remembered, true);
          end if;
          return remembered;
        end $$
        """,
        "create function test_time.clock_timestamp() returns timestamptz language sql volatile as"
                + " 'select pg_catalog.clock_timestamp() + by from test_time.passed'",
    };

    /** Behind the schema that holds the tables, as the first is the one in which they are created. */
    private static final String SEARCH_PATH = "alter database %s set search_path = public, test_time, pg_catalog";

    private DatabaseTime() {}

    /** Gives a database a time that can pass; connections that are open already keep the server's. */
    static void install(PostgresDatabase database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            for (String sql : INSTALL) {
                statement.execute(sql);
            }
            statement.execute(SEARCH_PATH.formatted(database.name()));
        }
    }

    /** The statement that lets time pass, for all transactions that see it. */
    public static String pass(Duration time) {
        return "update test_time.passed set by = by + interval '" + time.toMillis() + " milliseconds'";
    }
}
