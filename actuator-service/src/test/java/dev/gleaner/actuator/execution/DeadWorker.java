package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.support.Sql;
import java.sql.SQLException;

/** What a worker leaves behind whose process ends: a lease that runs out, and no connection. */
public final class DeadWorker {

    private DeadWorker() {}

    /** As if whoever holds an action had died a while ago. */
    public static void held(String action) throws SQLException {
        Sql.run("update action set lease_until = now() - interval '1 second' where id = '" + action + "'");
        cut(action);
    }

    /** Cuts the connection by which a call is being made; its lease goes on. */
    static void cut(String action) throws SQLException {
        Sql.run("select pg_terminate_backend(l.pid) from action a join pg_locks l on "
                + AwsCallGate.ActionLock.OF_ACTION + " where a.id = '" + action + "'");
    }
}
