package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Makes every actuator stand still. Held in the database, so that it is one switch for all of them; and, until the database
 * has it, in this process, so that this actuator stands still at once though the database does not answer.
 */
@ApplicationScoped
public class KillSwitch {

    private static final String WAS_ON =
            "select engaged or coalesce(last_on >= :since, false) from kill_switch where id = 1";

    private static final String TURN = """
            update kill_switch set engaged = :on, changed_by = :identity, changed_at = now(),
                   last_on = case when :on or engaged then clock_timestamp() else last_on end
             where id = 1
            """;

    private final Mutiny.SessionFactory sessions;
    private final AuditChain audit;

    /** Who turned it on here, as long as the database does not have it. */
    private final AtomicReference<@Nullable String> unrecorded = new AtomicReference<>();

    private final AtomicBoolean recording = new AtomicBoolean();

    KillSwitch(Mutiny.SessionFactory sessions, AuditChain audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Whether it is on; it stays as it is until the caller's transaction ends. */
    public Uni<Boolean> isOn(Mutiny.Session session) {
        return session.createNativeQuery("select engaged from kill_switch where id = 1 for share", Boolean.class)
                .getSingleResult()
                .map(on -> on || isOnHere());
    }

    /** Whether it was turned on here and the database does not have that yet. Asks nobody, so it never waits. */
    public boolean isOnHere() {
        return unrecorded.get() != null;
    }

    /** Whether it is on, or was since then; it stays as it is until the caller's transaction ends. */
    public Uni<Boolean> wasOn(Mutiny.Session session, Instant since) {
        return isOn(session).chain(() -> wasSeenOn(session, since));
    }

    /** The same without keeping it as it is: once true it stays so, and it may become true. */
    public Uni<Boolean> wasSeenOn(Mutiny.Session session, Instant since) {
        return session.createNativeQuery(WAS_ON, Boolean.class)
                .setParameter("since", since)
                .getSingleResult()
                .map(on -> on || isOnHere());
    }

    /** Whether it is on. */
    public Uni<Boolean> isOn() {
        return sessions.withTransaction(this::isOn);
    }

    /**
     * Turns it on. This actuator stands still from now on, whatever becomes of the rest.
     *
     * @return whether the database had it within that time, and with it every other actuator; if not, it is written down
     *     as soon as the database answers again
     */
    public Uni<Boolean> turnOn(String identity, Duration patience) {
        unrecorded.set(identity);
        Uni<Boolean> recorded = record(identity).memoize().indefinitely();
        // Goes on when nobody waits for it any more.
        recorded.subscribe()
                .with(done -> {}, failure -> Log.error("The kill switch is on in this actuator alone", failure));
        return recorded.ifNoItem()
                .after(patience)
                .recoverWithItem(false)
                .onFailure()
                .recoverWithItem(false);
    }

    /** Turns it off. */
    public Uni<Void> turnOff(String identity) {
        return turn(false, identity).invoke(() -> unrecorded.set(null));
    }

    /** Writes down what the database does not have. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        String identity = unrecorded.get();
        return identity == null || recording.get()
                ? Uni.createFrom().voidItem()
                : record(identity).onFailure().recoverWithItem(false).replaceWithVoid();
    }

    private Uni<Boolean> record(String identity) {
        return Uni.createFrom()
                .deferred(() -> {
                    recording.set(true);
                    return turn(true, identity);
                })
                .invoke(() -> unrecorded.compareAndSet(identity, null))
                .onTermination()
                .invoke(() -> recording.set(false))
                .replaceWith(true);
    }

    /**
     * Turns it on or off. On, it also wakes what waits (for a change window, say), so that the whole queue is refused soon.
     * Nothing that was decided before begins when the switch is off again, however long the queue is.
     */
    private Uni<Void> turn(boolean on, String identity) {
        return sessions.withTransaction(session -> session.createNativeQuery(TURN)
                .setParameter("on", on)
                .setParameter("identity", identity)
                .executeUpdate()
                .chain(() -> on ? wake(session) : Uni.createFrom().item(0))
                .chain(() -> audit.append(session, entry(on, identity))));
    }

    /** Passes over what is locked: whoever looks at it just now sees the switch. */
    private static Uni<Integer> wake(Mutiny.Session session) {
        return session.createNativeQuery("""
            update action set not_before = now() where id in (
              select id from action
               where state = 'claimed' and reason is not null and not_before > now()
                 for update skip locked)
            """).executeUpdate();
    }

    private static AuditDraft entry(boolean on, String identity) {
        return new AuditDraft(AuditDraft.user(identity), AuditEntry.Kind.DECIDED, null, null, Map.of("killSwitch", on));
    }
}
