package dev.gleaner.actuator.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What may still be begun of so much an hour, wherever that hour begins: what was spent counts until a while later, and
 * nothing is saved up.
 *
 * @param scope an account, or {@link #TOTAL}
 * @param spent what counts now
 * @param ahead how many others wait for a budget already
 */
public record HourlyBudget(String scope, Unit unit, BigDecimal perHour, List<Spent> spent, int ahead) {

    /** The scope of all accounts together. */
    public static final String TOTAL = "*";

    /** How far apart those look again for whom there is no place: a look is some calls of AWS. */
    private static final Duration APART = Duration.ofSeconds(1);

    public HourlyBudget {
        spent = spent.stream().sorted(Comparator.comparing(Spent::until)).toList();
    }

    /** What is counted. */
    public enum Unit {
        /** Actions. */
        ACTIONS,
        /** Dollars a month that actions move. */
        DOLLARS
    }

    /** Some of it, and when that no longer counts. */
    public record Spent(BigDecimal amount, Instant until) {}

    /** Whether so much is left. */
    public boolean hasCapacityFor(BigDecimal cost) {
        return left().compareTo(cost) >= 0;
    }

    /** Whether so much is left when nothing is spent. */
    public boolean isWithinLimit(BigDecimal cost) {
        return perHour.compareTo(cost) >= 0;
    }

    /**
     * When so much may be left, if those who wait already take as much each; now when it is. For whom there is no place by the
     * time when nothing of now counts any more, it is a time to look again soon after that, each at one of their own.
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

    /** Its name for a person. */
    public String displayName() {
        String whose = scope.equals(TOTAL) ? "all accounts" : "account " + scope;
        return perHour.stripTrailingZeros().toPlainString() + " "
                + (unit == Unit.ACTIONS ? "actions" : "dollars a month") + " an hour of " + whose;
    }

    private BigDecimal left() {
        return perHour.subtract(spent.stream().map(Spent::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
}
