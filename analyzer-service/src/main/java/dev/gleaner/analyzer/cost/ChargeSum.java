package dev.gleaner.analyzer.cost;

import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.List;

/**
 * A sum of charges.
 *
 * @param charge of the units whose price is known
 * @param unknown keys of prices that are not known
 */
public record ChargeSum(MonthlyCharge charge, List<String> unknown) {

    public ChargeSum {
        unknown = List.copyOf(unknown);
    }

    /** Whether all prices are known. */
    public boolean isKnown() {
        return unknown.isEmpty();
    }

    /** USD a month of what has a known price. */
    public BigDecimal amount() {
        return charge.amount();
    }

    /** The calculation, for a person to check. */
    public String basis() {
        return charge.basis();
    }

    /** Which prices are not known, for a person. */
    public String reason() {
        return "no price known for " + String.join(", ", unknown);
    }

    /** No saving, as prices are not known. */
    public Saving unpriced() {
        return Saving.unpriced(reason());
    }

    /** All of it as a saving that is certain; unpriced if a price is not known. */
    public Saving certain() {
        return isKnown() ? Saving.priced(amount(), amount(), amount(), basis()) : unpriced();
    }
}
