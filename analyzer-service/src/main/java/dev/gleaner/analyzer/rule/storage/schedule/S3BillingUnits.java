package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.profile.Hour;

/** Units in which S3 bills. */
final class S3BillingUnits {

    /** Of a month as AWS counts it. */
    static final double DAYS_A_MONTH = (double) Hour.PER_MONTH / Hour.PER_DAY;

    /** Bytes of a GB of storage and of retrieval. Source: Amazon S3 pricing page, "1 GB = 2^30 bytes". */
    static final double GB = 1L << 30;

    private S3BillingUnits() {}
}
