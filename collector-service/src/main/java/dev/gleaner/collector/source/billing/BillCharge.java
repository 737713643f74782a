package dev.gleaner.collector.source.billing;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * What rows of a statement come to, and the first of these rows.
 *
 * @param amount USD
 * @param file in which the row is
 * @param row its number there
 */
record BillCharge(Key key, BigDecimal amount, String file, long row) {

    /** Both together; of the same key. */
    BillCharge plus(BillCharge other) {
        BillCharge first = isBefore(other) ? this : other;
        return new BillCharge(key, amount.add(other.amount), first.file, first.row);
    }

    private boolean isBefore(BillCharge other) {
        int files = file.compareTo(other.file);
        return files < 0 || (files == 0 && row <= other.row);
    }

    /**
     * By what a charge is known: a later statement of the bill that has it again replaces its amount.
     *
     * @param bill payer and first day of the billing period
     * @param account who used it; others than its owner may use a bucket and pay for it
     * @param resource ARN
     * @param from epoch milliseconds
     * @param until epoch milliseconds
     */
    record Key(String bill, String account, String resource, String service, String usageType, long from, long until)
            implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::resource)
                .thenComparing(Key::account)
                .thenComparing(Key::bill)
                .thenComparing(Key::service)
                .thenComparing(Key::usageType)
                .thenComparingLong(Key::from)
                .thenComparingLong(Key::until);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }
}
