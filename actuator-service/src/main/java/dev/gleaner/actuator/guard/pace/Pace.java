package dev.gleaner.actuator.guard.pace;

import java.math.BigDecimal;
import java.util.List;

/**
 * How fast and how often may be acted, as the database has it in the moment before acting.
 *
 * @param begun whether this action has begun already: then it has had its place in the wave and its part of the budget
 * @param budgets what is left of the budgets, the account's and the total's
 * @param dollars what the action moves, USD a month
 * @param wave in which it would go
 * @param comebacks how often the same was done to the target lately, which came back each time
 */
public record Pace(boolean begun, List<HourBudget> budgets, BigDecimal dollars, Wave wave, int comebacks) {

    public Pace {
        budgets = List.copyOf(budgets);
    }

    /** The same for a step that needs its part of the budget anew. */
    public Pace anew() {
        return new Pace(false, budgets, dollars, wave, comebacks);
    }

    /** What the action takes out of a budget. */
    public BigDecimal cost(HourBudget budget) {
        return switch (budget.unit()) {
            case ACTIONS -> BigDecimal.ONE;
            case DOLLARS -> dollars;
        };
    }
}
