package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.TimeColumn;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The tables {@code action} and {@code intent}: creates actions, claims the next one that is due, locks a claimed one for a
 * transition, and answers queries about them. {@link ActionTransitions} makes the transitions after the claim.
 */
@ApplicationScoped
public class ActionRepository {

    /**
     * Rows are locked and tried one after another, until the lock on a call is free: materialized, so that no other row is
     * locked.
     */
    static final String DUE = """
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

    private static final String WAITING = """
            select id from action
             where finding_id = :finding and undo_of is null and schedule is null
               and (state = 'approved' or (state = 'claimed' and step <= prepared))
             order by created_at desc limit 1
            """;

    private static final String TAKEN = """
            select exists (select 1 from intent
                            where target = :target and action_id <> :action and state <> 'closed')
                or exists (select 1 from action
                            where target = :target and id <> :action
                              and step > prepared and state in ('claimed', 'intent', 'called')) as taken
            """;

    /** A failed attempt may have had an effect. Preparations have none. */
    private static final String EFFECTS = """
            select exists (select 1 from intent
                            where action_id = :action and step >= :prepared
                              and (step < :step or called_at is not null or :attempts > 0)) as half
            """;

    private static final String LAST_FINISHED =
            "select max(updated_at) from action where target = :target and state in ('observed', 'undone')";

    private static final String LAST_FINISHED_EACH = """
            select target, max(updated_at) from action
             where target in (:targets) and state in ('observed', 'undone') group by target
            """;

    /** Whether a person or a tag said that local data is scratch changes nothing of what is done. */
    private static final String REPETITIONS = """
            select count(*) from action
             where target = :target and name = :name and undo_of is null and schedule is null and id <> :id
               and cast(parameters as jsonb) - 'localData' = cast(cast(:parameters as text) as jsonb) - 'localData'
               and state in ('observed', 'undone') and updated_at > :since
            """;

    /** Excludes actions that have begun and have no reason: they wait between their steps. */
    private static final String WAITING_FOR_BUDGET = """
            select count(*) from action
             where state = 'claimed' and waits_for = 'budget' and (step <= prepared or reason is not null) and id <> :action
            """;

    private static final String WAKE_NEXT_WAVE = """
            update action set not_before = now() where id in (
              select id from action
               where name = :name and state = 'claimed' and waits_for = 'canary' and not_before > now()
                 for update skip locked)
              and exists (select from canary_action where action_id = :id)
              and not exists (
                select from canary_action join action other on other.id = canary_action.action_id
                 where canary_action.action = :name and other.state in ('approved', 'claimed', 'intent', 'called')
                   and canary_action.account = (select account from canary_action where action_id = :id))
            """;

    /**
     * A call whose lock is held five seconds after the lease ended: it should have ended before the lease. A claim that takes the
     * action over holds the lock for a moment too, but its transaction began after the lease had ended.
     */
    private static final String STALLED = """
            select a.id, a.target, a.lease_owner, l.pid, coalesce(cast(s.client_addr as text), 'this host')
              from action a join pg_locks l on %s left join pg_stat_activity s on s.pid = l.pid
             where a.state in ('claimed', 'intent', 'called') and a.lease_until < clock_timestamp() - interval '5 seconds'
               and coalesce(s.xact_start < a.lease_until, true)
             order by a.id
            """.formatted(AwsCallGate.ActionLock.OF_ACTION);

    private final Mutiny.SessionFactory sessions;
    private final ActionRegistry known;
    private final DryRunConfig dryRun;
    private final ProposalConfig proposals;
    private final ExecutionConfig config;
    private final KillSwitch killSwitch;
    private final AuditChain audit;

    ActionRepository(
            Mutiny.SessionFactory sessions,
            ActionRegistry known,
            DryRunConfig dryRun,
            ProposalConfig proposals,
            ExecutionConfig config,
            KillSwitch killSwitch,
            AuditChain audit) {
        this.sessions = sessions;
        this.known = known;
        this.dryRun = dryRun;
        this.proposals = proposals;
        this.config = config;
        this.killSwitch = killSwitch;
        this.audit = audit;
    }

    /** Whether approved actions are not carried out. */
    public boolean isDryRun() {
        return dryRun.dryRun();
    }

    /** Creates an approved action, in the caller's transaction, which also records the decision. */
    Uni<Action> createApproved(Mutiny.Session session, Approval approval, Instant now) {
        return persist(session, Action.approved(approval, null, now));
    }

    /**
     * Creates a stop or start that is due by a schedule, in the caller's transaction.
     *
     * @param schedule the action that wrote the schedule
     * @param current the target as AWS shows it
     * @param occasion identifies this time of the schedule
     */
    public Uni<Action> createScheduled(
            Mutiny.Session session,
            Action schedule,
            String name,
            ResourceSnapshot current,
            String occasion,
            Instant validUntil,
            Instant now) {
        return countOnOccasion(session, schedule.id(), occasion).flatMap(tries -> {
            Approval approval = Approval.forScheduledSwitch(
                    schedule, name, current, occasion + " try " + (tries + 1), validUntil, isDryRun());
            return persist(session, Action.scheduled(schedule, approval, now));
        });
    }

    /** Creates the action of this name that undoes another one, decided by this identity. */
    Uni<Action> createUndo(Mutiny.Session session, Action original, String name, String identity, Instant now) {
        Approval approval = Approval.ofUndo(original, name, now.plus(proposals.expiry()), isDryRun(), identity);
        return persist(session, Action.undoing(original, approval, now));
    }

    private static Uni<Action> persist(Mutiny.Session session, Action action) {
        return session.persist(action).chain(session::flush).replaceWith(action);
    }

    /** Returns an action, or fails with {@link NotFoundException}. */
    public Uni<Action> get(String id) {
        return sessions.withSession(session -> session.find(Action.class, id))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException(id));
    }

    /** Returns an action under its row lock, or fails with {@link NotFoundException}. */
    Uni<Action> lock(Mutiny.Session session, String id) {
        return session.find(Action.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException(id));
    }

    /** Finds the action that was approved by this plan of this finding. */
    public Uni<Optional<Action>> findByPlan(Mutiny.Session session, String finding, String plan) {
        return session.createQuery(
                        "from Action where findingId = :finding and plan = :plan and undoOf is null", Action.class)
                .setParameter("finding", finding)
                .setParameter("plan", plan)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Finds all actions on these targets, oldest first. */
    public Uni<List<Action>> findByTargets(Mutiny.Session session, Collection<String> targets) {
        return session.createQuery("from Action where target in (:targets) order by createdAt, id", Action.class)
                .setParameter("targets", targets)
                .getResultList();
    }

    /** Finds the last action that was created for this time of a schedule. */
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

    /**
     * Finds the approved action of this finding for which AWS was not called, under its row lock: as long as the caller's
     * transaction lasts no actuator begins with it. Call this before the proposal is locked, since actuators lock in that order.
     */
    public Uni<Optional<Action>> findWaiting(Mutiny.Session session, String finding) {
        return session.createNativeQuery(WAITING, String.class)
                .setParameter("finding", finding)
                .getSingleResultOrNull()
                .flatMap(id -> id == null
                        ? Uni.createFrom().nullItem()
                        : session.find(Action.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(action -> Optional.ofNullable(action).filter(Action::isWithdrawable));
    }

    /** Finds the undo of this action, unless that was refused, failed or was a dry run. */
    Uni<Optional<Action>> findUndo(Mutiny.Session session, String id) {
        return session.createQuery(
                        "from Action where undoOf = :id and state not in ('refused', 'failed', 'dry-run')",
                        Action.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Claims the next action that is due, for this owner; empty when there is none. */
    Uni<Optional<Action.Claim>> claimNext(String owner) {
        long takenAt = System.nanoTime();
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> lockNextDue(session)
                        .flatMap(due -> due.map(action -> claim(session, action, owner, now, takenAt)
                                        .map(Optional::of))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())))));
    }

    /**
     * Locks the next action that is due by the database's clock and that no actuator holds. An action whose call is still being
     * made is skipped: an actuator whose lease has ended may still send it.
     */
    private static Uni<Optional<Action>> lockNextDue(Mutiny.Session session) {
        return session.createNativeQuery(DUE, Action.class)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    private Uni<Action.Claim> claim(Mutiny.Session session, Action action, String owner, Instant now, long takenAt) {
        boolean fresh = action.state() == ActionState.APPROVED;
        boolean takeover = action.lease().isAbandoned();
        action.claim(owner, now, config.lease());
        // Polling a call under way is no transition; a first claim and a takeover are.
        Uni<Void> recorded = fresh || takeover
                ? audit.append(session, claimEntry(action, takeover))
                : Uni.createFrom().voidItem();
        return session.flush()
                .chain(() -> recorded)
                .chain(() -> findOpenIntent(session, action.id()))
                .flatMap(intent -> killSwitch
                        .wasOnWithoutLock(session, action.createdAt())
                        .map(halted -> new Action.Claim(action, intent, halted, now, takenAt)));
    }

    private static AuditDraft claimEntry(Action action, boolean takeover) {
        return new AuditDraft(
                AuditDraft.GLEANER,
                AuditEntry.Kind.CLAIMED,
                action.findingId(),
                action.target(),
                Map.of("action", action.id(), "token", action.lease().token(), "takeover", takeover));
    }

    /**
     * Locks the row of a claimed action for a transition, in the caller's transaction. Fails with
     * {@link Action.LeaseLostException} when the claim no longer holds the lease.
     */
    Uni<LockedAction> lock(Mutiny.Session session, Action.Claim claim) {
        return session.find(Action.class, claim.id(), LockModeType.PESSIMISTIC_WRITE)
                .flatMap(action -> DatabaseClock.now(session).flatMap(now -> {
                    action.requireHeld(claim.token(), now);
                    return findOpenIntent(session, action.id())
                            .map(intent ->
                                    new LockedAction(session, action, known.getRecorded(action.name()), intent, now));
                }));
    }

    /** Finds the intent of an action that is not closed. */
    Uni<Optional<Intent>> findOpenIntent(Mutiny.Session session, String actionId) {
        return session.createQuery("from Intent where actionId = :action and state <> 'closed'", Intent.class)
                .setParameter("action", actionId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Whether another action has begun on this target: its intent is not closed, or it rests between its steps. */
    Uni<Boolean> isTargetBusy(Mutiny.Session session, Action action) {
        return session.createNativeQuery(TAKEN, Boolean.class)
                .setParameter("target", action.target())
                .setParameter("action", action.id())
                .getSingleResult();
    }

    /** Whether AWS may have changed something for an action, by an earlier step or by the call of this one. */
    Uni<Boolean> hasEffects(Mutiny.Session session, Action action) {
        return session.createNativeQuery(EFFECTS, Boolean.class)
                .setParameter("action", action.id())
                .setParameter("step", action.step())
                .setParameter("prepared", action.prepared())
                .setParameter("attempts", action.tries().attempts())
                .getSingleResult();
    }

    /** When an action on this target was last done or undone. */
    Uni<Optional<Instant>> findLastFinished(Mutiny.Session session, String target) {
        return session.createNativeQuery(LAST_FINISHED, Instant.class)
                .setParameter("target", target)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** When an action on each of these targets was finished last, for those on which one was. */
    Uni<Map<String, Instant>> findLastFinished(Mutiny.Session session, Collection<String> targets) {
        return session.createNativeQuery(LAST_FINISHED_EACH, Tuple.class)
                .setParameter("targets", targets)
                .getResultList()
                .map(TimeColumn::byText);
    }

    /** How often since then the same was done to the same target. */
    Uni<Integer> countRepetitions(Mutiny.Session session, Action action, Instant since) {
        return countRepetitions(session, action.id(), action.target(), action.name(), action.parameters(), since);
    }

    /** How often since then an action of this name was done to the target with these parameters, except the one of this id. */
    Uni<Integer> countRepetitions(
            Mutiny.Session session,
            String id,
            String target,
            String name,
            Map<String, String> parameters,
            Instant since) {
        return session.createNativeQuery(REPETITIONS, Long.class)
                .setParameter("target", target)
                .setParameter("name", name)
                .setParameter("parameters", Json.text(parameters))
                .setParameter("id", id)
                .setParameter("since", since)
                .getSingleResult()
                .map(Math::toIntExact);
    }

    /** How many other actions wait for the hourly budget. */
    Uni<Integer> countWaitingForBudget(Mutiny.Session session, String id) {
        return session.createNativeQuery(WAITING_FOR_BUDGET, Long.class)
                .setParameter("action", id)
                .getSingleResult()
                .map(Math::toIntExact);
    }

    /** Makes the actions due that wait for the wave of this one, if it was the last of it. */
    Uni<Void> releaseNextWave(Mutiny.Session session, Action action) {
        return session.createNativeQuery(WAKE_NEXT_WAVE)
                .setParameter("name", action.name())
                .setParameter("id", action.id())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Finds the calls that go on although the lease of their action is over. */
    Uni<List<StalledCall>> findStalledCalls() {
        return sessions.withTransaction(session -> session.createNativeQuery(STALLED, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream().map(StalledCall::of).toList()));
    }

    /** What an observed action did. */
    public Uni<Effect> getEffect(Mutiny.Session session, String actionId) {
        return findEffect(session, actionId).map(Optional::orElseThrow);
    }

    /** What an observed action did; empty if the target had that state already and AWS was not called. */
    Uni<Optional<Effect>> findEffect(Mutiny.Session session, String actionId) {
        return session.find(Action.class, actionId)
                .flatMap(action -> session.createQuery(
                                "from Intent where actionId = :action order by createdAt", Intent.class)
                        .setParameter("action", actionId)
                        .setMaxResults(1)
                        .getSingleResultOrNull()
                        .map(first -> Optional.ofNullable(first)
                                .map(intent -> new Effect(
                                        known.getRecorded(action.name()), action.order(), intent.before()))));
    }

    /** When the call was made that undid an action; empty while it was not undone. */
    public Uni<Optional<Instant>> findUndoneAt(Mutiny.Session session, String actionId) {
        return session.createQuery(
                        "select min(i.calledAt) from Action a join Intent i on i.actionId = a.id"
                                + " where a.undoOf = :action and a.state = 'observed' and i.step >= a.prepared",
                        Instant.class)
                .setParameter("action", actionId)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /**
     * What an action did to its target.
     *
     * @param before the target before its first call
     */
    public record Effect(ActionDefinition<ResourceObservation> action, ActionOrder order, ResourceObservation before) {

        public Arn target() {
            return order.target();
        }

        public ResourceSnapshot planned() {
            return order.planned();
        }

        /** Whether the target still is as the action left it. */
        public boolean isInEffect(ResourceObservation now) {
            return action.isInEffect(order, before, now);
        }
    }

    /**
     * A call that goes on although the lease of its action is over.
     *
     * @param backend process of the database that serves the caller's connection
     * @param host the caller's
     */
    record StalledCall(String action, String target, String owner, String backend, String host) {

        private static StalledCall of(Tuple row) {
            return new StalledCall(
                    row.get(0, String.class),
                    row.get(1, String.class),
                    row.get(2, String.class),
                    String.valueOf(row.get(3)),
                    row.get(4, String.class));
        }
    }

    /** There is no action of this id. */
    public static final class NotFoundException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotFoundException(String id) {
            super("there is no action " + id);
        }
    }
}
