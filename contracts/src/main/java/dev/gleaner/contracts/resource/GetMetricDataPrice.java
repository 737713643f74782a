package dev.gleaner.contracts.resource;

import java.math.BigDecimal;

/**
 * What CloudWatch charges for GetMetricData: 0.01 USD for 1,000 metrics asked for (CloudWatch's price list, 2026), whatever
 * the number of points. Up to five statistics of one metric in one call count as one; a further page of an answer counts
 * again.
 */
public final class GetMetricDataPrice {

    /** Statistics of one metric that count as one. */
    public static final int STATISTICS = 5;

    /** Points that CloudWatch puts into one page of an answer. */
    public static final int POINTS_A_PAGE = 100_800;

    private static final BigDecimal PER_METRIC = new BigDecimal("0.00001");

    private GetMetricDataPrice() {}

    /** USD for so many metrics. */
    public static BigDecimal dollarsFor(long metrics) {
        return PER_METRIC.multiply(BigDecimal.valueOf(metrics));
    }
}
