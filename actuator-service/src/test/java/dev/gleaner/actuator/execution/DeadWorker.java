package dev.gleaner.actuator.execution;

import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Sql;
import java.sql.SQLException;
import java.time.Duration;

/** What a worker leaves behind whose process ends: a lease that runs out, and no connection. */
public final class DeadWorker {

    /** Longer than a call may take in these tests. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private DeadWorker() {}

    /** As if whoever holds an action had died a while ago. */
    public static void held(String action) throws SQLException {
        Sql.run("update action set lease_until = now() - interval '1 second' where id = '" + action + "'");
        cut(action);
    }

    /** As if the time in which its call may be under way were over. */
    static void callsEnded(String action) throws SQLException {
        Sql.run("update intent set under_way_until = now() - interval '1 hour' where action_id = '" + action + "'");
    }

    /** Cuts the connection by which a call is being made; its lease goes on. */
    static void cut(String action) throws SQLException {
        Sql.run("select pg_terminate_backend(l.pid) from action a join pg_locks l on "
                + AwsCallGate.ActionLock.OF_ACTION + " where a.id = '" + action + "'");
    }

    /**
     * Waits until the worker whose connection was cut has given its held call up, of which it can record nothing.
     *
     * @param logged from information on, since before the call
     */
    public static void awaitGivenUp(Logged logged, String action) {
        await().atMost(PATIENCE)
                .until(() -> logged.messages().stream()
                        .anyMatch(message -> message.startsWith("Released action " + action)
                                || message.startsWith("An action can't continue now")));
    }

    /** Drops the held call of a worker whose connection was cut, once the worker has given it up, as after a death. */
    static void drop(Logged logged, HeldAction held) {
        awaitGivenUp(logged, held.id());
        held.call().drop();
    }
}
