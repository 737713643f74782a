package dev.gleaner.collector.source.billing;

import java.util.Comparator;

/**
 * By what a charge is known: a later statement of the bill that has it again replaces its amount.
 *
 * @param bill payer and first day of the billing period
 * @param account who used it; others than its owner may use a bucket and pay for it
 * @param resource ARN
 * @param from epoch milliseconds
 * @param until epoch milliseconds
 */
record ChargeKey(String bill, String account, String resource, String service, String usageType, long from, long until)
        implements Comparable<ChargeKey> {

    private static final Comparator<ChargeKey> ORDER = Comparator.comparing(ChargeKey::resource)
            .thenComparing(ChargeKey::account)
            .thenComparing(ChargeKey::bill)
            .thenComparing(ChargeKey::service)
            .thenComparing(ChargeKey::usageType)
            .thenComparingLong(ChargeKey::from)
            .thenComparingLong(ChargeKey::until);

    @Override
    public int compareTo(ChargeKey other) {
        return ORDER.compare(this, other);
    }
}
