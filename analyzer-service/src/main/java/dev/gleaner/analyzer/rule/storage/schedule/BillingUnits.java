package dev.gleaner.analyzer.rule.storage.schedule;

/** Units in which S3 bills. */
final class BillingUnits {

    /** 730 hours, which AWS counts as a month. */
    static final double DAYS_A_MONTH = 730 / 24.0;

    /** Bytes of a GB of storage and of retrieval. Source: Amazon S3 pricing page, "1 GB = 2^30 bytes". */
    static final double GB = 1L << 30;

    private BillingUnits() {}
}
