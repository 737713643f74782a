package dev.gleaner.contracts.resource;

import java.math.BigDecimal;

/**
 * Price of GetMetricData: 0.01 USD for 1,000 requested metrics (CloudWatch's price list, 2026), whatever the number of points. Up
 * to five statistics of one metric in one call count as one; each further page of a response counts again.
 */
public final class GetMetricDataPrice {

    /** Statistics of one metric that count as one. */
    public static final int STATISTICS = 5;

    /** Largest number of points in one page of a response. */
    public static final int POINTS_A_PAGE = 100_800;

    private static final BigDecimal PER_METRIC = new BigDecimal("0.00001");

    private GetMetricDataPrice() {}

    /** Price of a number of metrics in USD. */
    public static BigDecimal dollarsFor(long metrics) {
        return PER_METRIC.multiply(BigDecimal.valueOf(metrics));
    }
}
