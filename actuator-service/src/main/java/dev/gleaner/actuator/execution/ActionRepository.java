package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Actions: how they come to be, and what became of them. */
@ApplicationScoped
public class ActionRepository {

    private final Mutiny.SessionFactory sessions;
    private final ActionRegistry known;
    private final AuditChain audit;
    private final UndoActionFactory undoActionFactory;
    private final ActionCompletion actionCompletion;
    private final DryRunConfig dryRun;
    private final ActionWorker worker;

    ActionRepository(
            Mutiny.SessionFactory sessions,
            ActionRegistry known,
            AuditChain audit,
            UndoActionFactory undoActionFactory,
            ActionCompletion actionCompletion,
            DryRunConfig dryRun,
            ActionWorker worker) {
        this.sessions = sessions;
        this.known = known;
        this.audit = audit;
        this.undoActionFactory = undoActionFactory;
        this.actionCompletion = actionCompletion;
        this.dryRun = dryRun;
        this.worker = worker;
    }

    /** Whether approved actions are not carried out. */
    public boolean isDryRun() {
        return dryRun.dryRun();
    }

    /** Takes an approval up, in the caller's transaction, which also records the decision. */
    public Uni<Action> approve(Mutiny.Session session, Approval approval, Instant now) {
        Action action = Action.approved(approval, null, now);
        return session.persist(action).chain(session::flush).replaceWith(action);
    }

    /**
     * A stop or start that is due by a schedule, in the caller's transaction.
     *
     * @param schedule the action that wrote the schedule
     * @param occasion tells this time from all others of the schedule
     */
    public Uni<Action> createScheduled(
            Mutiny.Session session, Action schedule, String name, String occasion, Instant validUntil, Instant now) {
        return countOnOccasion(session, schedule.id(), occasion).flatMap(tries -> {
            Approval approval =
                    Approval.onOccasion(schedule, name, occasion + " try " + (tries + 1), validUntil, isDryRun());
            Action action = Action.scheduled(schedule, approval, now);
            return session.persist(action).chain(session::flush).replaceWith(action);
        });
    }

    /** The last action that was made for this time of a schedule. */
    public Uni<Optional<Action>> findLastScheduled(Mutiny.Session session, String schedule, String occasion) {
        return session.createQuery(
                        "from Action where schedule = :schedule and plan like :occasion order by createdAt desc, plan desc",
                        Action.class)
                .setParameter("schedule", schedule)
                .setParameter("occasion", occasion + " try %")
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    private static Uni<Long> countOnOccasion(Mutiny.Session session, String schedule, String occasion) {
        return session.createQuery(
                        "select count(*) from Action where schedule = :schedule and plan like :occasion", Long.class)
                .setParameter("schedule", schedule)
                .setParameter("occasion", occasion + " try %")
                .getSingleResult();
    }

    /** An action; fails with {@link NotFoundException}. */
    public Uni<Action> get(String id) {
        return sessions.withSession(session -> session.find(Action.class, id))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException(id));
    }

    /** The action that came of this plan of this finding. */
    public Uni<Optional<Action>> findByPlan(Mutiny.Session session, String finding, String plan) {
        return session.createQuery(
                        "from Action where findingId = :finding and plan = :plan and undoOf is null", Action.class)
                .setParameter("finding", finding)
                .setParameter("plan", plan)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** All actions on these targets, oldest first. */
    public Uni<List<Action>> findByTargets(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery("from Action where target in (:targets) order by createdAt, id", Action.class)
                .setParameter("targets", targets)
                .getResultList();
    }

    /**
     * The action that waits under a yes to this finding, under its row lock: as long as the caller's transaction lasts no
     * actuator begins with it. To be asked for before the lock of its proposal, as actuators take them in that order.
     */
    public Uni<Optional<Action>> findWaiting(Mutiny.Session session, String finding) {
        return session.createNativeQuery("""
                        select id from action
                         where finding_id = :finding and undo_of is null and schedule is null
                           and (state = 'approved' or (state = 'claimed' and step = 0))
                         order by created_at desc limit 1
                        """, String.class)
                .setParameter("finding", finding)
                .getSingleResultOrNull()
                .flatMap(id -> id == null
                        ? Uni.createFrom().nullItem()
                        : session.find(Action.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(action -> Optional.ofNullable(action).filter(Action::isWithdrawable));
    }

    /** Withdraws the yes to an action that {@link #findWaiting} gave, in the same transaction: it never calls AWS. */
    public Uni<Action> withdraw(
            Mutiny.Session session, Action action, String identity, @Nullable String reason, Instant now) {
        String why = "withdrawn by " + identity + (reason == null ? "" : ": " + reason);
        return actionCompletion
                .cancelled(hold(session, action, Optional.empty(), now), why)
                .replaceWith(action);
    }

    /**
     * Takes an action back: one that is done, one between its steps, which ends, or one for which AWS was not called so far,
     * whose yes is withdrawn. The action that takes it back, or the withdrawn one itself. Asking again gives the same action,
     * unless the first came to nothing. Fails with {@link NotFoundException} or {@link NotUndoableException}.
     */
    public Uni<Action> undo(String id, String identity) {
        return sessions.withTransaction(session -> undo(session, id, identity)).invoke(worker::wake);
    }

    /** The same in the caller's transaction. Where it fails nothing has changed, so that may go on. */
    public Uni<Action> undo(Mutiny.Session session, String id, String identity) {
        return session.find(Action.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException(id))
                .flatMap(original -> existingUndo(session, id)
                        .flatMap(existing -> existing.map(
                                        undo -> Uni.createFrom().item(undo))
                                .orElseGet(() -> undo(session, original, identity))));
    }

    private static Uni<Optional<Action>> existingUndo(Mutiny.Session session, String id) {
        return session.createQuery(
                        "from Action where undoOf = :id and state not in ('refused', 'failed', 'dry-run')",
                        Action.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    private Uni<Action> undo(Mutiny.Session session, Action original, String identity) {
        if (original.isWithdrawable()) {
            return DatabaseClock.now(session)
                    .flatMap(now -> withdraw(session, original, identity, null, now)
                            .call(action -> audit.append(session, withdrawal(AuditDraft.user(identity), action))));
        }
        Optional<String> undoneBy = known.recorded(original.name()).undoneBy();
        if (undoneBy.isEmpty() || !(original.isUndoable() || isWaitingForAws(original))) {
            return Uni.createFrom().failure(new NotUndoableException(notUndoable(original, undoneBy)));
        }
        return callOff(session, original, identity).chain(() -> takeBack(session, original, undoneBy.get(), identity));
    }

    /** Whether AWS took the call of a step that is not the last one and can be taken back: no other call follows before it is over. */
    private boolean isWaitingForAws(Action action) {
        List<ActionStep> steps = known.recorded(action.name()).steps();
        return action.state() == ActionState.CALLED && action.undoOf().isEmpty() && action.step() < steps.size() - 1;
    }

    /** Ends what is on its way, so that its target is free for what takes it back. */
    private Uni<Void> callOff(Mutiny.Session session, Action original, String identity) {
        if (!original.restsBetweenSteps() && original.state() != ActionState.CALLED) {
            return Uni.createFrom().voidItem();
        }
        return DatabaseClock.now(session)
                .flatMap(now -> Intent.Queries.open(session, original.id())
                        .flatMap(intent -> actionCompletion.cancelled(
                                hold(session, original, intent, now), "called off by " + identity)));
    }

    private LockedAction hold(Mutiny.Session session, Action action, Optional<Intent> intent, Instant now) {
        return new LockedAction(session, action, known.recorded(action.name()), intent, now);
    }

    private static AuditDraft withdrawal(String actor, Action action) {
        return new AuditDraft(
                actor,
                AuditEntry.Kind.DECIDED,
                action.findingId(),
                action.target(),
                Map.of("decision", "withdraw", "action", action.id()));
    }

    private Uni<Action> takeBack(Mutiny.Session session, Action original, String undoneBy, String identity) {
        return DatabaseClock.now(session).flatMap(now -> {
            Action undo = undoActionFactory.of(original, undoneBy, identity, now);
            return session.persist(undo)
                    .chain(session::flush)
                    .chain(() ->
                            audit.append(session, UndoActionFactory.entry(AuditDraft.user(identity), undo, Map.of())))
                    .replaceWith(undo);
        });
    }

    private static String notUndoable(Action original, Optional<String> undoneBy) {
        return undoneBy.isEmpty()
                ? "nothing takes a " + original.name() + " back"
                : "what is done, or rests between its steps, can be taken back; this " + original.name() + " is "
                        + original.state().text();
    }

    /** There is no action of this id. */
    public static final class NotFoundException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotFoundException(String id) {
            super("there is no action " + id);
        }
    }

    /** The action cannot be taken back as it stands. */
    public static final class NotUndoableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotUndoableException(String why) {
            super(why);
        }
    }
}
