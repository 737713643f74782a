package dev.gleaner.actuator.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Limit on what begins within an hour, for any hour and not only for hours of the clock. A spent amount counts until a
 * given time. Unused budget is not carried over.
 *
 * @param scope an account, or {@link #TOTAL}
 * @param spent amounts that count now
 * @param ahead number of actions that already wait for a budget
 */
public record HourlyBudget(String scope, Unit unit, BigDecimal perHour, List<Spent> spent, int ahead) {

    /** The scope of all accounts together. */
    public static final String TOTAL = "*";

    /** Distance between the retry times of waiting actions. A retry makes several AWS calls. */
    private static final Duration APART = Duration.ofSeconds(1);

    public HourlyBudget {
        spent = spent.stream().sorted(Comparator.comparing(Spent::until)).toList();
    }

    /** What is counted. */
    public enum Unit {
        /** Actions. */
        ACTIONS,
        /** USD per month of the resources on which actions begin. */
        DOLLARS
    }

    /** A spent amount, and the time at which it stops counting. */
    public record Spent(BigDecimal amount, Instant until) {}

    /** Whether this amount is left. */
    public boolean hasCapacityFor(BigDecimal cost) {
        return left().compareTo(cost) >= 0;
    }

    /** Whether this amount would be left if nothing were spent. */
    public boolean isWithinLimit(BigDecimal cost) {
        return perHour.compareTo(cost) >= 0;
    }

    /**
     * Earliest time at which the amount may be left, if each waiting action consumes as much first; now if that much is
     * left already. Actions beyond the next hour's capacity get staggered retry times.
     */
    public Instant capacityAvailableAt(BigDecimal cost, Instant now) {
        BigDecimal missing = cost.multiply(BigDecimal.valueOf(1L + ahead)).subtract(left());
        Instant at = now;
        for (Spent next : spent) {
            if (missing.signum() <= 0) {
                break;
            }
            missing = missing.subtract(next.amount());
            at = next.until();
        }
        return missing.signum() > 0 ? at.plus(APART.multipliedBy(ahead)) : at;
    }

    /** Description of the budget for a person. */
    public String displayName() {
        String whose = scope.equals(TOTAL) ? "all accounts" : "account " + scope;
        return perHour.stripTrailingZeros().toPlainString() + " "
                + (unit == Unit.ACTIONS ? "actions" : "dollars a month") + " an hour of " + whose;
    }

    private BigDecimal left() {
        return perHour.subtract(spent.stream().map(Spent::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
}
