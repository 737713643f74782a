package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.KillSwitch;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The very last look before an AWS call: it goes only while the kill switch is off, and whoever turns that on waits for the
 * calls that went before. Both by an advisory lock of the database, whose queue is fair: callers share it while AWS works,
 * and behind somebody who wants it alone nobody gets in. It ends with its connection, so with its process.
 */
@ApplicationScoped
public class CallGate {

    /** Any number that nothing else locks by; readable in {@code pg_locks} as "gate". */
    private static final int LOCK = 0x67617465;

    private static final String SHARE = "select 1 as one from pg_advisory_xact_lock_shared(" + LOCK + ")";
    private static final String ALONE = "select 1 as one from pg_advisory_xact_lock(" + LOCK + ")";
    private static final String NOT_LONGER = "set local lock_timeout = '800ms'";
    private static final String UNDER_WAY = """
            select count(*) as calls from pg_locks
             where locktype = 'advisory' and classid = 0 and objsubid = 1 and mode = 'ShareLock' and granted
               and database = (select oid from pg_database where datname = current_database())
               and objid = %d
            """.formatted(LOCK);

    private final Mutiny.SessionFactory sessions;
    private final KillSwitch killSwitch;

    CallGate(Mutiny.SessionFactory sessions, KillSwitch killSwitch) {
        this.sessions = sessions;
        this.killSwitch = killSwitch;
    }

    /** Makes a call, during which the kill switch can't be reported as turned on; empty when it is on, without a call. */
    <T> Uni<Optional<T>> pass(Supplier<Uni<T>> call) {
        return sessions.withTransaction(session -> session.createNativeQuery(SHARE, Integer.class)
                .getSingleResult()
                .chain(() -> isHalted(session))
                // The database may have stood still since it was asked.
                .flatMap(halted -> halted || killSwitch.isOnHere()
                        ? Uni.createFrom().item(Optional.empty())
                        : call.get().map(Optional::of)));
    }

    /**
     * After the kill switch was turned on: waits a moment for the calls that went before. How many AWS has not answered
     * then; when it is none, nothing is called until the switch is turned off.
     */
    public Uni<Long> awaitCalls() {
        return sessions.withTransaction(session -> session.createNativeQuery(NOT_LONGER)
                        .executeUpdate()
                        .chain(() ->
                                session.createNativeQuery(ALONE, Integer.class).getSingleResult()))
                .replaceWith(0L)
                .onFailure()
                .recoverWithUni(this::underWay);
    }

    private Uni<Long> underWay() {
        return sessions.withTransaction(
                session -> session.createNativeQuery(UNDER_WAY, Long.class).getSingleResult());
    }

    /** Without a row lock, which would make the switch itself wait for AWS. */
    private static Uni<Boolean> isHalted(Mutiny.Session session) {
        return session.createNativeQuery("select engaged from kill_switch where id = 1", Boolean.class)
                .getSingleResult();
    }
}
