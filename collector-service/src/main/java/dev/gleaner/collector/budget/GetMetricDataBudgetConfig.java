package dev.gleaner.collector.budget;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;

/** What GetMetricData may cost, whichever source asks. */
@ConfigMapping(prefix = "collector.get-metric-data")
public interface GetMetricDataBudgetConfig {

    /**
     * USD that may be spent in a calendar month (UTC), of all accounts together; then nothing is asked until the next one.
     * 1,000 instances take 21.90, and up to 24.53 with those near a decision asked for more often; 1,000 variants of
     * endpoints 0.30, and 1,000 buckets 0.61.
     */
    @WithDefault("25")
    BigDecimal budget();
}
