package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.HourlyBudget;
import dev.gleaner.actuator.guard.HourlyBudget.Spent;
import dev.gleaner.actuator.guard.HourlyBudget.Unit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** The budgets of an hour, under a row lock and by the database's clock. */
@ApplicationScoped
class HourlyBudgetRepository {

    private static final String LOCK = "select id from budget_lock where id = 1 for update";
    private static final String SPENT = """
        select account, dollars, at from budget_spent where at > :since and action_id <> :action
        """;
    private static final String TAKE = """
        insert into budget_spent values (:action, :account, :dollars, :now)
        on conflict (action_id) do update set at = excluded.at
        """;
    private static final String FORGET = "delete from budget_spent where at <= :since";

    /** How long what was spent counts: a call is made within the lease after its intent, so no two hours of calls overlap. */
    private final Duration counts;

    private final GuardConfig.Budget config;
    private final ActionRepository actionRepository;

    HourlyBudgetRepository(GuardConfig config, ExecutionConfig execution, ActionRepository actionRepository) {
        this.actionRepository = actionRepository;
        this.config = config.budget();
        this.counts = Duration.ofHours(1).plus(execution.lease());
    }

    /** What is left for an account and altogether; it stays so until the transaction ends. */
    Uni<List<HourlyBudget>> of(LockedAction lockedAction, String account) {
        return lockedAction
                .session()
                .createNativeQuery(LOCK, Integer.class)
                .getSingleResult()
                .chain(() -> spent(lockedAction))
                .flatMap(spent -> actionRepository
                        .countWaitingForBudget(lockedAction.session(), lockedAction.action())
                        .map(waiting -> budgets(account, spent, waiting)));
    }

    /** Takes out what the action costs. What it took earlier counts anew, since it is about to call again. */
    Uni<Void> take(LockedAction lockedAction, String account, BigDecimal dollars) {
        Mutiny.Session session = lockedAction.session();
        return session.createNativeQuery(FORGET)
                .setParameter("since", lockedAction.now().minus(counts))
                .executeUpdate()
                .chain(() -> session.createNativeQuery(TAKE)
                        .setParameter("action", lockedAction.action().id())
                        .setParameter("account", account)
                        .setParameter("dollars", dollars)
                        .setParameter("now", lockedAction.now())
                        .executeUpdate())
                .replaceWithVoid();
    }

    private Uni<List<Taken>> spent(LockedAction lockedAction) {
        return lockedAction
                .session()
                .createNativeQuery(SPENT, Tuple.class)
                .setParameter("since", lockedAction.now().minus(counts))
                .setParameter("action", lockedAction.action().id())
                .getResultList()
                .map(rows -> rows.stream().map(this::taken).toList());
    }

    private List<HourlyBudget> budgets(String account, List<Taken> all, int waiting) {
        List<Taken> own =
                all.stream().filter(taken -> taken.account().equals(account)).toList();
        return List.of(
                new HourlyBudget(
                        HourlyBudget.TOTAL, Unit.ACTIONS, config.totalActions(), list(all, Taken::one), waiting),
                new HourlyBudget(
                        HourlyBudget.TOTAL, Unit.DOLLARS, config.totalDollars(), list(all, Taken::worth), waiting),
                new HourlyBudget(account, Unit.ACTIONS, config.accountActions(), list(own, Taken::one), waiting),
                new HourlyBudget(account, Unit.DOLLARS, config.accountDollars(), list(own, Taken::worth), waiting));
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

    /** What an action took, and until when that counts. */
    private record Taken(String account, BigDecimal dollars, Instant until) {

        Spent one() {
            return new Spent(BigDecimal.ONE, until);
        }

        Spent worth() {
            return new Spent(dollars, until);
        }
    }
}
