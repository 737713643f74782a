package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.environment.WaitDeadline;
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
    private final RetryingConsoleClient retryingConsoleClient;

    QuarantineExpirer(PostgresDatabase database, CrashTargetFactory aws, RetryingConsoleClient retryingConsoleClient) {
        this.database = database;
        this.aws = aws;
        this.retryingConsoleClient = retryingConsoleClient;
    }

    /** Of those that rest: somebody calls off or protects what is to be taken back, then the days are over for the others. */
    void expire(List<CrashCase> seeds) throws InterruptedException {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())) {
            Set<String> resting = resting(connection);
            for (CrashCase crashCase : seeds) {
                if (crashCase.scenario().hasQuarantine()
                        && resting.contains(crashCase.target().toString())) {
                    expire(connection, crashCase);
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

    private void expire(Connection connection, CrashCase crashCase) throws SQLException, InterruptedException {
        String action = crashCase.action();
        if (crashCase.isUndone() && crashCase.isUndoneInQuarantine()) {
            if (action != null) {
                retryingConsoleClient
                        .undo(action, WaitDeadline.in(PATIENCE))
                        .filter(answer -> answer.body().path("id").isTextual())
                        .ifPresent(answer ->
                                crashCase.recordUndo(answer.body().path("id").asText()));
            }
            return;
        }
        if (crashCase.isUndone()) {
            aws.protect(crashCase.target());
        }
        try (PreparedStatement statement = connection.prepareStatement(OVER)) {
            statement.setString(1, ACTION);
            statement.setString(2, crashCase.target().toString());
            statement.executeUpdate();
        }
    }
}
