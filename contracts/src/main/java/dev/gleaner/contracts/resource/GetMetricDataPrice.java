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

    /** Largest number of queries in one call. */
    public static final int QUERIES_A_CALL = 500;

    private static final BigDecimal PER_METRIC = new BigDecimal("0.00001");

    private GetMetricDataPrice() {}

    /**
     * For how many resources one call can ask so that its response has a single page: a second one would cost as much as the first.
     *
     * @param queries for each resource
     * @param periods of the requested time
     */
    public static int resourcesACall(int queries, long periods) {
        return (int) Math.max(1, Math.min(QUERIES_A_CALL / queries, POINTS_A_PAGE / (queries * periods)));
    }

    /** Price of a number of metrics in USD. */
    public static BigDecimal dollarsFor(long metrics) {
        return PER_METRIC.multiply(BigDecimal.valueOf(metrics));
    }
}
