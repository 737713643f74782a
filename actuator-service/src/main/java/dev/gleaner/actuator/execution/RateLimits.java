package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.HourlyBudget;
import dev.gleaner.actuator.guard.HourlyBudget.Spent;
import dev.gleaner.actuator.guard.HourlyBudget.Unit;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Limits how fast and how often actions change something. The limits are read and consumed in the transaction that writes
 * the intent.
 */
@ApplicationScoped
class RateLimits {

    private static final String LOCK_BUDGET = "select id from budget_lock where id = 1 for update";
    private static final String SPENT = """
        select account, dollars, at from budget_spent where at > :since and action_id <> :action
        """;
    private static final String SPEND = """
        insert into budget_spent values (:action, :account, :dollars, :now)
        on conflict (action_id) do update set at = excluded.at
        """;
    private static final String FORGET_SPENT = "delete from budget_spent where at <= :since";

    private final GuardConfig config;
    private final CanaryWaveRepository canaryWaveRepository;
    private final ActionRepository actionRepository;

    /**
     * Time for which a consumed amount counts. A call is made at most one lease after its intent, so the limits hold for
     * the calls of any hour.
     */
    private final Duration counts;

    RateLimits(
            GuardConfig config,
            ExecutionConfig execution,
            CanaryWaveRepository canaryWaveRepository,
            ActionRepository actionRepository) {
        this.config = config;
        this.canaryWaveRepository = canaryWaveRepository;
        this.actionRepository = actionRepository;
        this.counts = Duration.ofHours(1).plus(execution.lease());
    }

    /**
     * Loads the limits for an action on the resource of this finding. Locks keep them unchanged until the transaction ends.
     */
    Uni<GuardContext.RateLimitState> load(LockedAction lockedAction, Finding finding) {
        if (lockedAction.action().schedule().isPresent()) {
            return budgets(lockedAction, finding.account())
                    .map(left -> new GuardContext.RateLimitState(
                            false, left, dollars(finding), noWave(finding.account()), 0));
        }
        return canaryWaveRepository
                .hasBegun(lockedAction)
                .flatMap(begun -> repetitions(lockedAction)
                        .flatMap(repetitions -> canaryWaveRepository
                                .lockWave(lockedAction, finding.account())
                                .flatMap(wave -> budgets(lockedAction, finding.account())
                                        .map(left -> new GuardContext.RateLimitState(
                                                begun, left, dollars(finding), wave, repetitions)))));
    }

    /**
     * Loads the limits of actions on the resources of an account as they are now, without locks, for a preview.
     *
     * @param finding finding whose remedy would be approved
     * @param action name of the action
     * @param comebacks how often the same action was recently done to the target
     */
    Uni<GuardContext.RateLimitState> preview(
            Mutiny.Session session, Instant now, Finding finding, String action, int comebacks) {
        return canaryWaveRepository
                .preview(session, now, action, finding.account())
                .flatMap(wave -> spent(session, now, "")
                        .flatMap(spent -> actionRepository
                                .countWaitingForBudget(session, "")
                                .map(waiting -> new GuardContext.RateLimitState(
                                        false,
                                        budgets(finding.account(), spent, waiting),
                                        dollars(finding),
                                        wave,
                                        comebacks))));
    }

    /** Start of the period in which repetitions of an action count. */
    Instant repetitionsSince(Instant now) {
        return now.minus(config.flaps().within());
    }

    /** Adds the action to its wave, once, and consumes its share of the budget from now on. */
    Uni<Void> consume(LockedAction lockedAction, GuardContext guardContext) {
        GuardContext.RateLimitState rateLimitState = guardContext.rateLimits();
        if (!isCounted(lockedAction)) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> taken = spend(lockedAction, rateLimitState.wave().account(), rateLimitState.dollars());
        return lockedAction.action().schedule().isPresent()
                ? taken
                : taken.chain(() -> canaryWaveRepository.join(lockedAction, rateLimitState.wave()));
    }

    /**
     * Whether the limits apply to an action. They do not apply to an undo or to a start by a schedule. A stop by a schedule
     * consumes its share of the budget, but is in no wave, since the action that wrote the schedule was in one.
     */
    static boolean isCounted(LockedAction lockedAction) {
        return lockedAction.action().undoOf().isEmpty()
                && !lockedAction.definition().isUndo();
    }

    private static CanaryWaveState noWave(String account) {
        return new CanaryWaveState("", account, 0, 0, 0, 0, 0, Optional.empty());
    }

    /** Monthly cost of the resource of the finding, in USD. An unknown cost counts as a configured amount, not as zero. */
    private BigDecimal dollars(Finding finding) {
        @Nullable BigDecimal monthly = finding.saving().monthly();
        return monthly == null ? config.budget().unpriced() : monthly.max(BigDecimal.ZERO);
    }

    private Uni<Integer> repetitions(LockedAction lockedAction) {
        return actionRepository.countRepetitions(
                lockedAction.session(), lockedAction.action(), repetitionsSince(lockedAction.now()));
    }

    /** Loads the budgets of the account and of all accounts. A lock keeps them unchanged until the transaction ends. */
    private Uni<List<HourlyBudget>> budgets(LockedAction lockedAction, String account) {
        return lockedAction
                .session()
                .createNativeQuery(LOCK_BUDGET, Integer.class)
                .getSingleResult()
                .chain(() -> spent(
                        lockedAction.session(),
                        lockedAction.now(),
                        lockedAction.action().id()))
                .flatMap(spent -> actionRepository
                        .countWaitingForBudget(
                                lockedAction.session(), lockedAction.action().id())
                        .map(waiting -> budgets(account, spent, waiting)));
    }

    /** Consumes the cost of the action. A cost that it consumed before counts from now on, since it is about to call again. */
    private Uni<Void> spend(LockedAction lockedAction, String account, BigDecimal dollars) {
        Mutiny.Session session = lockedAction.session();
        return session.createNativeQuery(FORGET_SPENT)
                .setParameter("since", lockedAction.now().minus(counts))
                .executeUpdate()
                .chain(() -> session.createNativeQuery(SPEND)
                        .setParameter("action", lockedAction.action().id())
                        .setParameter("account", account)
                        .setParameter("dollars", dollars)
                        .setParameter("now", lockedAction.now())
                        .executeUpdate())
                .replaceWithVoid();
    }

    private Uni<List<Taken>> spent(Mutiny.Session session, Instant now, String exceptBy) {
        return session.createNativeQuery(SPENT, Tuple.class)
                .setParameter("since", now.minus(counts))
                .setParameter("action", exceptBy)
                .getResultList()
                .map(rows -> rows.stream().map(this::taken).toList());
    }

    private List<HourlyBudget> budgets(String account, List<Taken> all, int waiting) {
        List<Taken> own =
                all.stream().filter(taken -> taken.account().equals(account)).toList();
        GuardConfig.Budget most = config.budget();
        String total = HourlyBudget.TOTAL;
        return List.of(
                new HourlyBudget(total, Unit.ACTIONS, most.totalActions(), list(all, Taken::one), waiting),
                new HourlyBudget(total, Unit.DOLLARS, most.totalDollars(), list(all, Taken::worth), waiting),
                new HourlyBudget(account, Unit.ACTIONS, most.accountActions(), list(own, Taken::one), waiting),
                new HourlyBudget(account, Unit.DOLLARS, most.accountDollars(), list(own, Taken::worth), waiting));
    }

    private static List<Spent> list(List<Taken> taken, Function<Taken, Spent> unit) {
        return taken.stream().map(unit).toList();
    }

    private Taken taken(Tuple row) {
        return new Taken(
                row.get(0, String.class),
                row.get(1, BigDecimal.class),
                row.get(2, OffsetDateTime.class).toInstant().plus(counts));
    }

    /** The amounts that an action consumed, and the time until which they count. */
    private record Taken(String account, BigDecimal dollars, Instant until) {

        Spent one() {
            return new Spent(BigDecimal.ONE, until);
        }

        Spent worth() {
            return new Spent(dollars, until);
        }
    }
}
