package dev.gleaner.benchmarks.flood;

import java.math.BigDecimal;

/**
 * A budget and what was made of it.
 *
 * @param limit an hour
 * @param most that was done in any hour
 * @param waiting approved actions that it let wait
 */
record Bound(String name, int limit, BigDecimal most, int waiting) {

    boolean isBroken() {
        return most.compareTo(BigDecimal.valueOf(limit)) > 0;
    }

    /** A budget that nobody waited for shows nothing. */
    boolean isIdle() {
        return waiting == 0;
    }

    String line() {
        return String.format("  %-34s %9d %14.0f %9d", name, limit, most, waiting);
    }
}
