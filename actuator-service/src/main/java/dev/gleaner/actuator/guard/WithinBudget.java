package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.guard.pace.HourBudget;
import dev.gleaner.actuator.guard.pace.Pace;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Bounds what can go wrong an hour, in actions and in dollars, in each account and altogether. */
final class WithinBudget implements Guard {

    private static final String NAME = "budget";

    @Override
    public Optional<Objection> against(Situation situation) {
        Pace pace = situation.pace();
        return pace.begun()
                ? Optional.empty()
                : pace.budgets().stream()
                        .flatMap(budget -> against(budget, pace.cost(budget), situation.now()).stream())
                        .findFirst();
    }

    private static Optional<Objection> against(HourBudget budget, BigDecimal cost, Instant now) {
        if (budget.holds(cost)) {
            return Optional.empty();
        }
        if (!budget.canEverHold(cost)) {
            return Optional.of(new Refusal(
                    NAME, "it takes " + cost.toPlainString() + " of the budget, which is only " + budget.sentence()));
        }
        return Optional.of(new Delay(
                NAME, "it waits, since the budget of " + budget.sentence() + " is used up", budget.holdsAt(cost, now)));
    }
}
