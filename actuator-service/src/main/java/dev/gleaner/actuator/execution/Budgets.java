package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.pace.Pace;
import dev.gleaner.actuator.guard.pace.TokenBucket;
import dev.gleaner.actuator.guard.pace.TokenBucket.Unit;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.List;

/** The budgets of an hour, under their row locks and by the database's clock. */
@ApplicationScoped
class Budgets {

    private static final String ADD = """
        insert into budget (id, scope, unit, left_over, at) values (:id, :scope, :unit, :full, :now)
        on conflict do nothing
        """;

    private final GuardConfig config;

    Budgets(GuardConfig config) {
        this.config = config;
    }

    /** What is left for an account and altogether; it stays so until the transaction ends. */
    Uni<List<TokenBucket>> of(Hold hold, String account) {
        GuardConfig.Budget budget = config.budget();
        // Always in this order, so that two never wait for one another.
        return Multi.createFrom()
                .items(
                        new Kind(TokenBucket.TOTAL, Unit.ACTIONS, budget.totalActions()),
                        new Kind(TokenBucket.TOTAL, Unit.DOLLARS, budget.totalDollars()),
                        new Kind(account, Unit.ACTIONS, budget.accountActions()),
                        new Kind(account, Unit.DOLLARS, budget.accountDollars()))
                .onItem()
                .transformToUniAndConcatenate(kind -> bucket(hold, kind))
                .collect()
                .asList();
    }

    /** Takes out what the action costs. */
    Uni<Void> take(Hold hold, Pace pace) {
        return Multi.createFrom()
                .iterable(pace.buckets())
                .onItem()
                .transformToUniAndConcatenate(bucket -> hold.session()
                        .find(BudgetRow.class, BudgetRow.id(bucket.scope(), bucket.unit()))
                        .invoke(row -> row.keep(bucket.take(pace.cost(bucket)))))
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<TokenBucket> bucket(Hold hold, Kind kind) {
        String id = BudgetRow.id(kind.scope(), kind.unit());
        return hold.session()
                .createNativeQuery(ADD)
                .setParameter("id", id)
                .setParameter("scope", kind.scope())
                .setParameter("unit", kind.unit().text())
                .setParameter("full", kind.perHour())
                .setParameter("now", hold.now())
                .executeUpdate()
                .chain(() -> hold.session().find(BudgetRow.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(row -> row.bucket(kind.perHour(), hold.now()));
    }

    private record Kind(String scope, Unit unit, BigDecimal perHour) {}
}
