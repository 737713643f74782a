package dev.gleaner.systemtests.crash;

import dev.gleaner.test.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The days between two steps of a termination, which nobody waits for here: they are over at once. */
final class QuarantineExpirer {

    /** The action that rests. */
    static final String ACTION = "terminate-instance";

    /** How many of its steps come before the rest. */
    static final int STEPS_BEFORE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String RESTING =
            "select target from action where name = ? and state = 'claimed' and not_before > now() + interval '1 hour'";
    private static final String OVER =
            "update action set not_before = now() where name = ? and state = 'claimed' and target = ?"
                    + " and not_before > now() + interval '1 hour'";

    private final PostgresDatabase database;
    private final CrashTargetFactory aws;
    private final RetryingConsoleClient people;

    QuarantineExpirer(PostgresDatabase database, CrashTargetFactory aws, RetryingConsoleClient people) {
        this.database = database;
        this.aws = aws;
        this.people = people;
    }

    /** Of those that rest: somebody calls off or protects what is to be taken back, then the days are over for the others. */
    void expire(List<CrashCase> seeds) throws InterruptedException {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())) {
            Set<String> resting = resting(connection);
            for (CrashCase seed : seeds) {
                if (seed.deed().hasQuarantine()
                        && resting.contains(seed.target().toString())) {
                    expire(connection, seed);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> resting(Connection connection) throws SQLException {
        Set<String> resting = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(RESTING)) {
            statement.setString(1, ACTION);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    resting.add(rows.getString(1));
                }
            }
        }
        return resting;
    }

    private void expire(Connection connection, CrashCase seed) throws SQLException, InterruptedException {
        String action = seed.action();
        if (seed.isUndone() && seed.isUndoneInQuarantine()) {
            if (action != null) {
                people.undo(action, WaitDeadline.in(PATIENCE))
                        .filter(answer -> answer.body().path("id").isTextual())
                        .ifPresent(answer ->
                                seed.recordUndo(answer.body().path("id").asText()));
            }
            return;
        }
        if (seed.isUndone()) {
            aws.protect(seed.target());
        }
        try (PreparedStatement statement = connection.prepareStatement(OVER)) {
            statement.setString(1, ACTION);
            statement.setString(2, seed.target().toString());
            statement.executeUpdate();
        }
    }
}
