package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.postgres.TemporaryPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the tables of the actuator, in a real PostgreSQL. */
class ActionTimeShifterIT {

    private static final Path MIGRATIONS = Path.of("../../actuator-service/src/main/resources/db/migration");

    @SuppressWarnings("TimeInStaticInitializer") // one time for all tests
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static final Instant OBSERVED = NOW.minus(Duration.ofHours(2));
    private static final Instant LOOKED = NOW.minus(Duration.ofHours(1));
    private static final Duration DAY = Duration.ofDays(1);

    private static TemporaryPostgres postgres;
    private static PostgresDatabase database;

    @BeforeAll
    static void migrate() throws SQLException, IOException {
        postgres = TemporaryPostgres.start();
        database = postgres.database();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted(Comparator.comparing(ActionTimeShifterIT::version))
                    .toList()) {
                run(Files.readString(file));
            }
        }
    }

    private static int version(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf('_')));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void observe() throws SQLException {
        run("truncate action, intent, ledger_entry cascade");
        insert(
                "intent",
                Map.of(
                        "id",
                        "int_1",
                        "action_id",
                        "act_1",
                        "outcome",
                        "observed",
                        "state",
                        "closed",
                        "closed_at",
                        OBSERVED));
    }

    @Test
    void shouldLetAnEntryInForceBeginEarlierAndBeLookedAt() throws SQLException {
        entry(OBSERVED, LOOKED, null);

        assertThat(move(3).entries()).isEqualTo(1);

        assertThat(time("select since from ledger_entry")).isEqualTo(OBSERVED.minus(DAY.multipliedBy(3)));
        assertThat(time("select through from ledger_entry")).isEqualTo(LOOKED);
        assertThat(time("select next_look from ledger_entry where ended_at is null"))
                .isBeforeOrEqualTo(Instant.now());
    }

    /** From the true times, which the intent keeps. */
    @Test
    void shouldMoveTheSameAgainNowhereAndBack() throws SQLException {
        entry(OBSERVED, LOOKED, null);

        move(3);
        move(3);
        assertThat(time("select since from ledger_entry")).isEqualTo(OBSERVED.minus(DAY.multipliedBy(3)));
        move(5);
        assertThat(time("select since from ledger_entry")).isEqualTo(OBSERVED.minus(DAY.multipliedBy(5)));
        move(0);
        assertThat(time("select since from ledger_entry")).isEqualTo(OBSERVED);
    }

    @Test
    void shouldKeepTheLengthOfAnEntryThatHasEnded() throws SQLException {
        entry(OBSERVED, LOOKED, LOOKED);

        move(3);
        assertThat(time("select ended_at from ledger_entry")).isEqualTo(LOOKED.minus(DAY.multipliedBy(3)));
        assertThat(time("select through from ledger_entry")).isEqualTo(LOOKED.minus(DAY.multipliedBy(3)));
        move(0);
        assertThat(time("select ended_at from ledger_entry")).isEqualTo(LOOKED);
    }

    @Test
    void shouldEndAQuarantineEarlier() throws SQLException {
        Instant end = OBSERVED.plus(DAY.multipliedBy(7));
        terminating("{}", 2, end);

        assertThat(move(5).quarantines()).isEqualTo(1);
        assertThat(time("select not_before from action")).isEqualTo(OBSERVED.plus(DAY.multipliedBy(2)));
        move(5);
        assertThat(time("select not_before from action")).isEqualTo(OBSERVED.plus(DAY.multipliedBy(2)));
        move(7);
        assertThat(time("select not_before from action")).isEqualTo(OBSERVED);
        // It is due, and what is due is taken by the actuator.
        assertThat(move(0).quarantines()).isZero();
    }

    @Test
    void shouldTakeTheDaysOfAQuarantineFromTheAction() throws SQLException {
        terminating("{\"quarantineDays\":\"20\"}", 2, OBSERVED.plus(DAY.multipliedBy(20)));

        move(7);

        assertThat(time("select not_before from action")).isEqualTo(OBSERVED.plus(DAY.multipliedBy(13)));
    }

    /** What waits for a budget or a canary keeps its time. */
    @Test
    void shouldMoveNothingThatWaitsForSomethingElse() throws SQLException {
        terminating("{}", 1, OBSERVED.plus(DAY));

        assertThat(move(7).quarantines()).isZero();
    }

    private static ActionTimeShifter.Moved move(int days) throws SQLException {
        return new ActionTimeShifter(database.urlWithPassword()).moveBack(days);
    }

    private static void entry(Instant since, Instant through, Instant ended) throws SQLException {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "action_id", "act_1", "since", since, "through", through, "next_look", NOW.plus(Duration.ofHours(1))));
        if (ended != null) {
            values.put("ended_at", ended);
        }
        insert("ledger_entry", values);
    }

    private static void terminating(String parameters, int step, Instant notBefore) throws SQLException {
        insert(
                "action",
                Map.of(
                        "id",
                        "act_1",
                        "name",
                        "terminate-instance",
                        "state",
                        "claimed",
                        "step",
                        step,
                        "prepared",
                        0,
                        "parameters",
                        parameters,
                        "updated_at",
                        OBSERVED,
                        "not_before",
                        notBefore));
    }

    /** With something in each other column that must not be null. */
    private static void insert(String table, Map<String, Object> values) throws SQLException {
        Map<String, Object> row = new TreeMap<>(values);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet columns = statement.executeQuery(
                    "select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = '"
                            + table + "' and is_nullable = 'NO' and column_default is null and is_identity = 'NO'")) {
                while (columns.next()) {
                    row.putIfAbsent(columns.getString(1), some(columns.getString(2)));
                }
            }
            // The rows that it would refer to are not needed.
            statement.execute("set session_replication_role = replica");
            String sql = "insert into " + table + " (" + String.join(", ", row.keySet()) + ") values ("
                    + String.join(", ", row.keySet().stream().map(column -> "?").toList()) + ")";
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                List<Object> all = new ArrayList<>(row.values());
                for (int i = 0; i < all.size(); i++) {
                    Object value = all.get(i) instanceof Instant time
                            ? OffsetDateTime.ofInstant(time, ZoneOffset.UTC)
                            : all.get(i);
                    insert.setObject(i + 1, value);
                }
                insert.executeUpdate();
            }
        }
    }

    private static Object some(String type) {
        return switch (type) {
            case "boolean" -> false;
            case "integer", "bigint" -> 0;
            case "timestamp with time zone" -> NOW;
            default -> "{}";
        };
    }

    private static Instant time(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }
}
