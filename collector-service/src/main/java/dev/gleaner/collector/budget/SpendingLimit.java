package dev.gleaner.collector.budget;

import java.math.BigDecimal;

/** What may be spent; sums are USD. */
public interface SpendingLimit {

    /** Takes this much; throws {@link SpentException} when it is more than there is left. */
    void reserve(BigDecimal dollars);

    /** This much was not spent after all. */
    void refund(BigDecimal dollars);

    /** Asking would cost more than the budget of the month has left. */
    public static final class SpentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Asking costs this much, in USD. */
        public SpentException(BigDecimal dollars, BigDecimal budget) {
            super("it would cost " + dollars.toPlainString() + " USD, and the month's budget of "
                    + budget.toPlainString() + " USD has not that much left");
        }
    }
}
