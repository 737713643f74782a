package dev.gleaner.collector.source.billing;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * Sum of the rows of a statement with the same key, and the first of these rows.
 *
 * @param amount USD
 * @param file that contains the row
 * @param row its number in the file
 */
record BillCharge(Key key, BigDecimal amount, String file, long row) {

    /** The sum of two charges of the same key. */
    BillCharge plus(BillCharge other) {
        BillCharge first = isBefore(other) ? this : other;
        return new BillCharge(key, amount.add(other.amount), first.file, first.row);
    }

    private boolean isBefore(BillCharge other) {
        int files = file.compareTo(other.file);
        return files < 0 || (files == 0 && row <= other.row);
    }

    /**
     * Identifies a charge: a charge with the same key in a later statement of the bill replaces its amount.
     *
     * @param bill payer and first day of the billing period
     * @param account that used the resource, which may be another one than its owner
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
