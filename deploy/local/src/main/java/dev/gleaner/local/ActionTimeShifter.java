package dev.gleaner.local;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The times of actions in the database of a local run, for which nothing but {@code simulate-days} moves them. They are derived from the
 * true times, which stay where they are: when the actuator observed an effect, and when it began a quarantine.
 */
final class ActionTimeShifter {

    /** An entry that has ended keeps its length, but does not end later than now. PostgreSQL's least ignores null. */
    private static final String LEDGER = """
            update ledger_entry e
               set since = o.since, next_look = clock_timestamp(),
                   through = case when ended_at is null then greatest(through, o.since)
                                  else greatest(o.since, least(through + (o.since - e.since), clock_timestamp())) end,
                   ended_at = case when ended_at is not null
                                   then greatest(o.since, least(ended_at + (o.since - e.since), clock_timestamp())) end
              from (select action_id, max(closed_at) - make_interval(hours => 24 * ?) as since
                      from intent where outcome = 'observed' group by action_id) o
             where o.action_id = e.action_id
            """;

    /** The second step after what prepares the stop is the last one before the quarantine. */
    private static final String QUARANTINES = """
            update action
               set not_before = updated_at + make_interval(hours => 24 * (cast(coalesce(cast(parameters as jsonb) ->> 'quarantineDays', '7') as integer) - ?))
             where name = 'terminate-instance' and state = 'claimed' and step = prepared + 2 and reason is null and not_before > now()
            """;

    private final URI database;

    /** @param database as {@code psql} accepts it, with user and password */
    ActionTimeShifter(String database) {
        this.database = URI.create(database);
    }

    /**
     * How many were moved.
     *
     * @param entries of the ledger
     * @param quarantines terminations that wait
     */
    record Moved(int entries, int quarantines) {}

    /** Lets all look as if it had happened so many days before it did. */
    Moved moveBack(int days) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            Moved moved = new Moved(update(connection, LEDGER, days), update(connection, QUARANTINES, days));
            connection.commit();
            return moved;
        }
    }

    private Connection connect() throws SQLException {
        String[] user = database.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath(),
                user[0],
                user[1]);
    }

    private static int update(Connection connection, String sql, int days) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, days);
            return statement.executeUpdate();
        }
    }
}
