package dev.gleaner.collector.source.cloudwatch;

import java.math.BigDecimal;

/** Asking would cost more than the budget of the month has left. */
final class SpentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpentException(BigDecimal dollars, BigDecimal budget) {
        super("it would cost " + dollars.toPlainString() + " USD, and the month's budget of " + budget.toPlainString()
                + " USD has not that much left");
    }
}
