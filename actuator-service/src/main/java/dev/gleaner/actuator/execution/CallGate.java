package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.KillSwitch;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The very last look before an AWS call: it goes only while the kill switch is off and the action is held, and whoever turns
 * the switch on waits for the calls that went before. The switch by an advisory lock of the database, whose queue is fair:
 * callers share it while AWS works, and behind somebody who wants it alone nobody gets in. The action by a lock of its own
 * ({@link CallLock}), without which nobody takes it over. Both end with their connection, so with their process.
 */
@ApplicationScoped
public class CallGate {

    /** Any number that nothing else locks by; readable in {@code pg_locks} as "gate". */
    private static final int LOCK = 0x67617465;

    /** The shared lock first, since that one is waited for. A database that ends idle transactions must not end this one. */
    private static final String ENTER = """
            select %s as alone, set_config('idle_in_transaction_session_timeout', '0', true) as patience
              from pg_advisory_xact_lock_shared(%d)
            """.formatted(CallLock.TRY.formatted(":action"), LOCK);

    /**
     * Asked once the locks are held, which also tells that their connection is alive. Without a row lock on the switch, which
     * would make the switch itself wait for AWS.
     */
    private static final String LOOK = """
            select engaged as halted,
                   exists (select 1 from action
                            where id = :action and token = :token and lease_until > clock_timestamp()) as held
              from kill_switch where id = 1
            """;

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

    /**
     * Makes a call, during which the kill switch can't be reported as turned on and nobody takes the action over; empty when
     * the switch is on, without a call. Fails with {@link LostLease} when the action is not held any more.
     */
    <T> Uni<Optional<T>> pass(Claim claim, Supplier<Uni<T>> call) {
        return sessions.withTransaction(session -> enter(session, claim)
                .chain(() -> isHalted(session, claim))
                // The database may have stood still since it was asked.
                .flatMap(halted -> halted || killSwitch.isOnHere()
                        ? Uni.createFrom().item(Optional.empty())
                        : call.get().map(Optional::of)));
    }

    private static Uni<Void> enter(Mutiny.Session session, Claim claim) {
        return session.createNativeQuery(ENTER, Tuple.class)
                .setParameter("action", claim.id())
                .getSingleResult()
                .invoke(locked -> requireHeld(claim, locked.get("alone", Boolean.class)))
                .replaceWithVoid();
    }

    private static Uni<Boolean> isHalted(Mutiny.Session session, Claim claim) {
        return session.createNativeQuery(LOOK, Tuple.class)
                .setParameter("action", claim.id())
                .setParameter("token", claim.token())
                .getSingleResult()
                .invoke(seen -> requireHeld(claim, seen.get("held", Boolean.class)))
                .map(seen -> seen.get("halted", Boolean.class));
    }

    private static void requireHeld(Claim claim, boolean isHeld) {
        if (!isHeld) {
            throw new LostLease(claim.id(), claim.token());
        }
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
}
