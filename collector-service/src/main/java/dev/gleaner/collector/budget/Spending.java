package dev.gleaner.collector.budget;

import java.math.BigDecimal;

/** What may be spent; sums are USD. */
public interface Spending {

    /** Takes this much; throws {@link SpentException} when it is more than there is left. */
    void take(BigDecimal dollars);

    /** This much was not spent after all. */
    void giveBack(BigDecimal dollars);
}
