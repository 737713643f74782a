package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Hands out actions that are due, each to one holder at a time, by the database's clock. It passes over one whose call is
 * still being made: that an actuator let its lease end does not mean that it sends nothing any more.
 */
@ApplicationScoped
class Claims {

    /** One row after another is locked and tried, until one is ours: materialized, so that no other is. */
    private static final String DUE = """
            with due as materialized (
              select * from action
               where state in ('approved', 'claimed', 'intent', 'called') and not_before <= now()
                 and (lease_until is null or lease_until <= now())
                 and not exists (select 1 from action other
                                  where other.target = action.target and other.id <> action.id
                                    and other.lease_until > now())
               order by not_before, created_at
                 for update skip locked)
            select * from due where %s limit 1
            """.formatted(CallLock.TRY.formatted("id"));

    private final Mutiny.SessionFactory sessions;
    private final KillSwitch killSwitch;
    private final AuditChain audit;
    private final ExecutionConfig config;

    Claims(Mutiny.SessionFactory sessions, KillSwitch killSwitch, AuditChain audit, ExecutionConfig config) {
        this.sessions = sessions;
        this.killSwitch = killSwitch;
        this.audit = audit;
        this.config = config;
    }

    /** The next action that is due, held in this name; empty when there is none. */
    Uni<Optional<Claim>> next(String owner) {
        long takenAt = System.nanoTime();
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(DUE, Action.class)
                        .getSingleResultOrNull()
                        .flatMap(action -> action == null
                                ? Uni.createFrom().item(Optional.empty())
                                : claim(session, action, owner, now, takenAt).map(Optional::of))));
    }

    private Uni<Claim> claim(Mutiny.Session session, Action action, String owner, Instant now, long takenAt) {
        boolean fresh = action.state() == ActionState.APPROVED;
        boolean takeover = action.lease().isAbandoned();
        action.claim(owner, now, config.lease());
        // Looking again at a call under way is no transition; a first claim and a takeover are.
        Uni<Void> recorded = fresh || takeover
                ? audit.append(session, entry(action, takeover))
                : Uni.createFrom().voidItem();
        return session.flush()
                .chain(() -> recorded)
                .chain(() -> Intents.open(session, action.id()))
                .flatMap(intent -> killSwitch
                        .wasSeenOn(session, action.createdAt())
                        .map(halted -> new Claim(action, intent, halted, now, takenAt)));
    }

    private static AuditDraft entry(Action action, boolean takeover) {
        return new AuditDraft(
                AuditDraft.GLEANER,
                AuditEntry.Kind.CLAIMED,
                action.findingId(),
                action.target(),
                Map.of("action", action.id(), "token", action.lease().token(), "takeover", takeover));
    }
}
