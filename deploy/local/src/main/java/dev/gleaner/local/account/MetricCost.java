package dev.gleaner.local.account;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What AWS charges for reading the metrics of instances, in USD; the collector asks so that each answer is one page. */
public record MetricCost(int instances) {

    /** CPU, bytes in and bytes out. */
    private static final int METRICS = 3;

    /** Of the longest months. */
    private static final int HOURS_A_MONTH = 744;

    /** Most that the collector adds by asking more often for instances near a decision, by its defaults. */
    private static final BigDecimal NEAR = new BigDecimal("1.12");

    /** Once, for the history. */
    public BigDecimal backfill() {
        return rounded(metrics());
    }

    /** Each month at most, asked every hour and some more often. */
    public BigDecimal monthly() {
        return rounded(metrics().multiply(BigDecimal.valueOf(HOURS_A_MONTH)).multiply(NEAR));
    }

    /** What a person agrees to who agrees to both: nothing is spent beyond it in a month. */
    public BigDecimal budget() {
        return backfill().add(monthly());
    }

    private BigDecimal metrics() {
        return GetMetricDataPrice.of((long) METRICS * instances);
    }

    /** Up to the next cent: a person decides on it. */
    private static BigDecimal rounded(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.CEILING);
    }
}
