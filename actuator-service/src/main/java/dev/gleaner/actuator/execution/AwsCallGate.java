package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.ActuatorAwsConfig;
import dev.gleaner.actuator.aws.SendDeadline;
import dev.gleaner.actuator.guard.KillSwitch;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The last check before an AWS call: the call is made only while the kill switch is off and the lease of the action is held.
 * Two advisory locks of the database are held during the call. All callers share the first; turning the kill switch on requests
 * it exclusively, and PostgreSQL grants locks in order, so that it waits for earlier calls and no later call passes it. The
 * second is the lock of the action ({@link ActionLock}), without which no other actuator takes the action over. Both end with
 * their connection, and so with the process.
 */
@ApplicationScoped
public class AwsCallGate {

    /** Key of the shared lock, used for nothing else; readable in {@code pg_locks} as "gate". */
    private static final int LOCK = 0x67617465;

    /**
     * Waits for the shared lock, then tries the lock of the action. The database must not end this transaction for being idle
     * while AWS works.
     */
    private static final String ENTER = """
            select %s as alone, set_config('idle_in_transaction_session_timeout', '0', true) as patience
              from pg_advisory_xact_lock_shared(%d)
            """.formatted(ActionLock.TRY.formatted(":action"), LOCK);

    /**
     * Read once the locks are held; the answer also shows that their connection is alive. Takes no row lock on the kill switch,
     * since turning it on would then wait for AWS.
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

    private final ExecutionConfig config;
    private final ActuatorAwsConfig aws;
    private final MeterRegistry meters;

    AwsCallGate(
            Mutiny.SessionFactory sessions,
            KillSwitch killSwitch,
            ExecutionConfig config,
            ActuatorAwsConfig aws,
            MeterRegistry meters) {
        this.sessions = sessions;
        this.killSwitch = killSwitch;
        this.config = config;
        this.aws = aws;
        this.meters = meters;
    }

    /**
     * Makes a call, during which the kill switch can't be reported as turned on and no other actuator takes the action over.
     * Returns empty, without a call, when the switch is on. Fails with {@link Action.LeaseLostException} when the action is not held any more.
     */
    <T> Uni<Optional<T>> callUnlessHalted(Action.Claim claim, Supplier<Uni<T>> call) {
        return sessions.withTransaction(session -> lockAction(session, claim)
                .chain(() -> isHalted(session, claim))
                // The database may have stood still since it was asked.
                .flatMap(halted -> halted || killSwitch.isOnLocally()
                        ? Uni.createFrom().item(Optional.empty())
                        : call(claim, call).map(Optional::of)));
    }

    /** Makes the call only if the lease leaves enough time for it: reading AWS and waiting for the locks may have taken long. */
    private <T> Uni<T> call(Action.Claim claim, Supplier<Uni<T>> call) {
        long lastSending = claim.sendDeadline(aws.callTimeout(), config.lease());
        if (System.nanoTime() - lastSending >= 0) {
            return outOfTime(claim);
        }
        return SendDeadline.callBefore(lastSending, call)
                .onFailure(SendDeadline.Passed.class)
                .recoverWithUni(passed -> outOfTime(claim));
    }

    private <T> Uni<T> outOfTime(Action.Claim claim) {
        meters.counter("gleaner.actuator.execution.out-of-time").increment();
        Log.warnf(
                "Action %s on %s: the call is left to the next lease: after reading AWS and waiting, less than"
                        + " actuator.aws.call-timeout (%s) is left of actuator.execution.lease (%s)",
                claim.id(), claim.action().target(), aws.callTimeout(), config.lease());
        return Uni.createFrom().failure(new Action.LeaseLostException(claim.id(), claim.token()));
    }

    private static Uni<Void> lockAction(Mutiny.Session session, Action.Claim claim) {
        return session.createNativeQuery(ENTER, Tuple.class)
                .setParameter("action", claim.id())
                .getSingleResult()
                .invoke(locked -> requireHeld(claim, locked.get("alone", Boolean.class)))
                .replaceWithVoid();
    }

    private static Uni<Boolean> isHalted(Mutiny.Session session, Action.Claim claim) {
        return session.createNativeQuery(LOOK, Tuple.class)
                .setParameter("action", claim.id())
                .setParameter("token", claim.token())
                .getSingleResult()
                .invoke(seen -> requireHeld(claim, seen.get("held", Boolean.class)))
                .map(seen -> seen.get("halted", Boolean.class));
    }

    private static void requireHeld(Action.Claim claim, boolean isHeld) {
        if (!isHeld) {
            throw new Action.LeaseLostException(claim.id(), claim.token());
        }
    }

    /**
     * Waits up to 800 ms, after the kill switch was turned on, for the calls that began before, and returns how many of them AWS
     * has not answered. If there are none, no call is made until the switch is turned off.
     */
    public Uni<Long> awaitCalls() {
        return sessions.withTransaction(session -> session.createNativeQuery(NOT_LONGER)
                        .executeUpdate()
                        .chain(() ->
                                session.createNativeQuery(ALONE, Integer.class).getSingleResult()))
                .replaceWith(0L)
                .onFailure()
                .recoverWithUni(this::countUnderWay);
    }

    private Uni<Long> countUnderWay() {
        return sessions.withTransaction(
                session -> session.createNativeQuery(UNDER_WAY, Long.class).getSingleResult());
    }

    /**
     * The lock of the database on an action whose call is being made: an advisory lock of the transaction, so that it ends with
     * its connection. A caller holds it until AWS has answered. A claim tries it without waiting, so that no action is taken over
     * while its call may still be sent, however long ago its lease ended.
     */
    static final class ActionLock {

        /** The first half of the key, used for nothing else; readable in {@code pg_locks} as "call". */
        private static final int SPACE = 0x63616c6c;

        /** SQL expression: whether the transaction got the lock of the action with this id. */
        static final String TRY = "pg_try_advisory_xact_lock(" + SPACE + ", hashtext(%s))";

        /** SQL condition: a row of {@code pg_locks} (l) is the lock of an action (a). */
        static final String OF_ACTION = """
            l.locktype = 'advisory' and l.objsubid = 2 and l.granted
               and l.database = (select oid from pg_database where datname = current_database())
               and l.classid = %d and cast(l.objid as bigint) = (cast(hashtext(a.id) as bigint) & 4294967295)
            """.formatted(SPACE);

        private ActionLock() {}
    }
}
