package dev.gleaner.collector.source.billing;

import java.math.BigDecimal;

/**
 * What rows of a statement come to, and the first of these rows.
 *
 * @param amount USD
 * @param file in which the row is
 * @param row its number there
 */
record Charge(ChargeKey key, BigDecimal amount, String file, long row) {

    /** Both together; of the same key. */
    Charge and(Charge other) {
        Charge first = isBefore(other) ? this : other;
        return new Charge(key, amount.add(other.amount), first.file, first.row);
    }

    private boolean isBefore(Charge other) {
        int files = file.compareTo(other.file);
        return files < 0 || (files == 0 && row <= other.row);
    }
}
