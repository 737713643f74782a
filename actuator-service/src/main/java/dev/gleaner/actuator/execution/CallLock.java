package dev.gleaner.actuator.execution;

/**
 * The lock of the database on an action whose call is being made: an advisory lock of the transaction, so that it ends with
 * its connection. Whoever calls holds it until AWS has answered; whoever claims an action has to get it, and never waits for
 * it. So nobody takes an action over whose call may still be sent, however long its lease has been over.
 */
final class CallLock {

    /** The first half of the key, any number that nothing else locks by; readable in {@code pg_locks} as "call". */
    private static final int SPACE = 0x63616c6c;

    /** Whether the transaction got the lock on the action with this id, an expression of SQL. */
    static final String TRY = "pg_try_advisory_xact_lock(" + SPACE + ", hashtext(%s))";

    /** What holds in {@code pg_locks} (l) for the lock on an action (a). */
    static final String OF_ACTION = """
            l.locktype = 'advisory' and l.objsubid = 2 and l.granted
               and l.database = (select oid from pg_database where datname = current_database())
               and l.classid = %d and cast(l.objid as bigint) = (cast(hashtext(a.id) as bigint) & 4294967295)
            """.formatted(SPACE);

    private CallLock() {}
}
