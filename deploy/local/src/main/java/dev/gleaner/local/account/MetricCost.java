package dev.gleaner.local.account;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What AWS charges for reading the metrics of instances, in USD: 0.01 for 1,000 metrics asked for (CloudWatch's price of
 * GetMetricData, 2026), whatever the number of points; a page of more points counts again.
 */
public record MetricCost(int instances) {

    private static final BigDecimal PER_METRIC = new BigDecimal("0.00001");

    /** CPU, bytes in and bytes out. */
    private static final int METRICS = 3;

    private static final int HOURS_A_MONTH = 730;

    /** Once, for the history. */
    public BigDecimal backfill() {
        return rounded(metrics());
    }

    /** Each month, asked every hour. */
    public BigDecimal monthly() {
        return rounded(metrics().multiply(BigDecimal.valueOf(HOURS_A_MONTH)));
    }

    private BigDecimal metrics() {
        return PER_METRIC.multiply(BigDecimal.valueOf((long) METRICS * instances));
    }

    /** Up to the next cent: a person decides on it. */
    private static BigDecimal rounded(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.CEILING);
    }
}
