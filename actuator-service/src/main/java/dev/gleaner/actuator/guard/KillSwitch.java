package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes every actuator stand still. Held in the database, so that it is one switch for all of them. */
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

    KillSwitch(Mutiny.SessionFactory sessions, AuditChain audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Whether it is on; it stays as it is until the caller's transaction ends. */
    public Uni<Boolean> isOn(Mutiny.Session session) {
        return session.createNativeQuery("select engaged from kill_switch where id = 1 for share", Boolean.class)
                .getSingleResult();
    }

    /** Whether it is on, or was since then; it stays as it is until the caller's transaction ends. */
    public Uni<Boolean> wasOn(Mutiny.Session session, Instant since) {
        return isOn(session).chain(() -> wasSeenOn(session, since));
    }

    /** The same without keeping it as it is: once true it stays so, and it may become true. */
    public Uni<Boolean> wasSeenOn(Mutiny.Session session, Instant since) {
        return session.createNativeQuery(WAS_ON, Boolean.class)
                .setParameter("since", since)
                .getSingleResult();
    }

    /** Whether it is on. */
    public Uni<Boolean> isOn() {
        return sessions.withTransaction(this::isOn);
    }

    /**
     * Turns it on or off. On, it also wakes what waits (for a change window, say), so that the whole queue is refused soon.
     * Nothing that was decided before begins when the switch is off again, however long the queue is.
     */
    public Uni<Void> turn(boolean on, String identity) {
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
