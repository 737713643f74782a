package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one bill says of one value of a dimension on one day.
 *
 * @param bill payer and first day of the billing period
 * @param shared kind of the shared cost; empty for all other cost
 * @param day in UTC
 */
record SpendAmount(String bill, String value, Optional<SharedCost> shared, LocalDate day, Money money) {

    boolean isAllocated() {
        return !value.equals(SpendDimension.UNALLOCATED);
    }

    /**
     * Amounts in USD, exact.
     *
     * @param idle part of {@code effective} that findings of idle or oversized compute cover
     */
    record Money(BigDecimal billed, BigDecimal effective, BigDecimal idle) {

        static final Money NONE = new Money(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

        Money plus(Money other) {
            return new Money(billed.add(other.billed), effective.add(other.effective), idle.add(other.idle));
        }

        boolean isZero() {
            return billed.signum() == 0 && effective.signum() == 0 && idle.signum() == 0;
        }
    }
}
