package dev.gleaner.actuator.approval.slack.outbound;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Ten thousand open questions in a room of their own, in a transaction that nobody else sees and that ends with nothing. */
public final class Backlog implements AutoCloseable {

    private static final String ROOM = "C0FLOOD";
    private static final int QUESTIONS = 10_000;

    private final Connection connection;

    private Backlog(Connection connection) {
        this.connection = connection;
    }

    /** Question n saves n dollars a month; below 20 it is small. */
    public static Backlog open() throws SQLException {
        Connection connection =
                Arc.container().instance(AgroalDataSource.class).get().getConnection();
        connection.setAutoCommit(false);
        Backlog backlog = new Backlog(connection);
        backlog.run("insert into proposal (target, id, round, state, not_before)"
                + " select 'flood-' || n, 'flood-' || n, 1, 'open', now() from generate_series(1, " + QUESTIONS
                + ") n");
        backlog.run(
                "insert into slack_message (target, room, monthly, small, changed, routed)" + " select 'flood-' || n, '"
                        + ROOM + "', n, n < 20, 2, 2 from generate_series(1, " + QUESTIONS + ") n");
        return backlog;
    }

    /** Runs a statement. */
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What would be said next in the room, at so many questions an hour. */
    public Optional<String> next(int questionsPerHour) throws SQLException {
        String sql = SlackDispatcher.NEXT.replace(":cap", Integer.toString(questionsPerHour));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                if (rows.getString("room").equals(ROOM)) {
                    return Optional.of(rows.getString("key"));
                }
            }
            return Optional.empty();
        }
    }

    /** Says it. */
    public void asked(String target) throws SQLException {
        run("update slack_message set state = 'posted', posted_at = now(), round = 1, asks = true, told = changed"
                + " where target = '" + target + "'");
    }

    /** Its saving is of the charge {@code web}, as that of a group or of an instance of it. */
    public void charged(String target, boolean part) throws SQLException {
        run(
                "insert into finding (id, version, rule, step, status, target, resource, opened_at, effort_minutes, document)"
                        + " values ('" + target + "', 1, 'rule', 1, 'open', '" + target + "', '" + target
                        + "', now(), 1, '{\"saving\": {\"charge\": {\"of\": \"web\", \"part\": " + part + "}}}')");
    }

    /** What the digest counts. */
    public String digest() throws SQLException {
        String sql = DigestRepository.SUMS.replace(":room", "'" + ROOM + "'");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1) + " resources, "
                    + rows.getBigDecimal(2).stripTrailingZeros().toPlainString() + " USD";
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
