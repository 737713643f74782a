package dev.gleaner.actuator.guard;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Bounds what can go wrong an hour, in actions and in dollars, in each account and altogether. */
final class HourlyBudgetGuard implements Guard {

    private static final String NAME = "budget";

    @Override
    public Optional<GuardResult> evaluate(GuardContext guardContext) {
        GuardContext.RateLimitState rateLimitState = guardContext.pace();
        return rateLimitState.begun()
                ? Optional.empty()
                : rateLimitState.budgets().stream()
                        .flatMap(budget -> evaluate(budget, rateLimitState.cost(budget), guardContext.now()).stream())
                        .findFirst();
    }

    private static Optional<GuardResult> evaluate(HourlyBudget budget, BigDecimal cost, Instant now) {
        if (budget.hasRoomFor(cost)) {
            return Optional.empty();
        }
        if (!budget.canEverHold(cost)) {
            return Optional.of(new GuardResult.Refusal(
                    NAME, "it takes " + cost.toPlainString() + " of the budget, which is only " + budget.sentence()));
        }
        return Optional.of(new GuardResult.Delay(
                NAME,
                "it waits, since the budget of " + budget.sentence() + " is used up",
                budget.roomAvailableAt(cost, now)));
    }
}
