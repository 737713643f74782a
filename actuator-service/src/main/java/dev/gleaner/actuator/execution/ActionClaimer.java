package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Hands out actions that are due, each to one holder at a time, by the database's clock. It passes over one whose call is
 * still being made: that an actuator let its lease end does not mean that it sends nothing any more.
 */
@ApplicationScoped
class ActionClaimer {

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
            """.formatted(AwsCallGate.ActionLock.TRY.formatted("id"));

    private final Mutiny.SessionFactory sessions;
    private final KillSwitch killSwitch;
    private final AuditChain audit;
    private final ExecutionConfig config;

    ActionClaimer(Mutiny.SessionFactory sessions, KillSwitch killSwitch, AuditChain audit, ExecutionConfig config) {
        this.sessions = sessions;
        this.killSwitch = killSwitch;
        this.audit = audit;
        this.config = config;
    }

    /** The next action that is due, held in this name; empty when there is none. */
    Uni<Optional<Claim>> claimNext(String owner) {
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
                .chain(() -> Intent.Queries.open(session, action.id()))
                .flatMap(intent -> killSwitch
                        .wasOnWithoutLock(session, action.createdAt())
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

    /**
     * An action that we hold for a while.
     *
     * @param action as it was when we took it; not for writing
     * @param intent what is not over of it
     * @param halted whether the kill switch has been on since it was decided
     * @param now the database's time when we took it
     * @param takenAt this process' own steady clock just before, in nanoseconds
     */
    record Claim(Action action, Optional<Intent> intent, boolean halted, Instant now, long takenAt) {

        String id() {
            return action.id();
        }

        long token() {
            return action.lease().token();
        }

        /** Whether nothing is left but to refuse it, whatever AWS shows. */
        boolean isOnlyToBeRefused() {
            return halted && intent.isEmpty() && !action.mustContinue();
        }

        /** Until when a call that takes so long at most would end while we still hold the action, by our steady clock. */
        long sendDeadline(Duration call, Duration lease) {
            return takenAt + lease.minus(call).toNanos();
        }
    }
}
