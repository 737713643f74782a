package dev.gleaner.actuator.guard.pace;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/**
 * What may still be done of so much an hour. It fills evenly, and holds no more than an hour's worth.
 *
 * @param scope an account, or {@link #TOTAL}
 * @param perHour its size
 * @param left what it holds at that time
 */
public record TokenBucket(String scope, Unit unit, BigDecimal perHour, BigDecimal left, Instant at) {

    /** The scope of all accounts together. */
    public static final String TOTAL = "*";

    private static final BigDecimal HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toMillis());
    private static final int SCALE = 6;

    /** What is counted. */
    public enum Unit {
        /** Actions. */
        ACTIONS,
        /** Dollars a month that actions move. */
        DOLLARS;

        /** Its name in the database and for people. */
        public String text() {
            return this == ACTIONS ? "actions" : "dollars";
        }
    }

    /** What it holds at a later time; a clock that went back fills nothing. */
    public TokenBucket at(Instant now) {
        if (!now.isAfter(at)) {
            return new TokenBucket(scope, unit, perHour, left.min(perHour), at);
        }
        BigDecimal elapsed = BigDecimal.valueOf(Duration.between(at, now).toMillis());
        BigDecimal filled = left.add(perHour.multiply(elapsed).divide(HOUR, SCALE, RoundingMode.DOWN));
        return new TokenBucket(scope, unit, perHour, filled.min(perHour), now);
    }

    /** The same with so much taken out. */
    public TokenBucket take(BigDecimal cost) {
        return new TokenBucket(scope, unit, perHour, left.subtract(cost), at);
    }

    /** Whether it holds so much. */
    public boolean holds(BigDecimal cost) {
        return left.compareTo(cost) >= 0;
    }

    /** Whether it holds so much when it is full. */
    public boolean canEverHold(BigDecimal cost) {
        return perHour.compareTo(cost) >= 0;
    }

    /** When it will hold so much, if nothing else is taken; it must be able to. */
    public Instant holdsAt(BigDecimal cost) {
        BigDecimal missing = cost.subtract(left).max(BigDecimal.ZERO);
        return at.plusMillis(
                missing.multiply(HOUR).divide(perHour, 0, RoundingMode.UP).longValueExact());
    }

    /** Its name for a person. */
    public String sentence() {
        String whose = scope.equals(TOTAL) ? "all accounts" : "account " + scope;
        return perHour.stripTrailingZeros().toPlainString() + " "
                + (unit == Unit.ACTIONS ? "actions" : "dollars a month") + " an hour of " + whose;
    }
}
