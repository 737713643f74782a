package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.contracts.finding.Saving;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        backlog.run("insert into finding (id, version, rule, step, status, target, resource, opened_at, effort_minutes,"
                + " document, monthly) select 'flood-' || n, 1, 'rule', 1, 'open', 'flood-' || n, 'flood-' || n, now(),"
                + " 1, '{\"saving\": {}}', n from generate_series(1, " + QUESTIONS + ") n");
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
        run("update finding set document = '{\"saving\": {\"charge\": {\"of\": \"web\", \"part\": " + part
                + "}}}' where id = '" + target + "'");
    }

    /** What the digest counts. */
    public String digest() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inRoom(DigestRepository.RESOURCES))) {
            rows.next();
            return rows.getInt(1) + " resources, "
                    + saving().stripTrailingZeros().toPlainString() + " USD";
        }
    }

    private BigDecimal saving() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(inRoom(DigestRepository.SAVINGS))) {
            List<CountedSavings.Item> findings = new ArrayList<>();
            Set<String> waiting = new HashSet<>();
            while (rows.next()) {
                String charge = rows.getString("charge");
                findings.add(new CountedSavings.Item(
                        rows.getString("id"),
                        rows.getString("resource"),
                        rows.getBigDecimal("monthly"),
                        charge == null ? null : new Saving.Charge(charge, rows.getBoolean("part"))));
                if (rows.getBoolean("waits")) {
                    waiting.add(rows.getString("id"));
                }
            }
            return DigestRepository.sum(CountedSavings.of(findings), waiting);
        }
    }

    private static String inRoom(String sql) {
        return sql.replace(":room", "'" + ROOM + "'");
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
