package dev.gleaner.collector.budget;

import java.math.BigDecimal;

/** Asking would cost more than the budget of the month has left. */
public final class SpentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Asking costs this much, in USD. */
    public SpentException(BigDecimal dollars, BigDecimal budget) {
        super("it would cost " + dollars.toPlainString() + " USD, and the month's budget of " + budget.toPlainString()
                + " USD has not that much left");
    }
}
