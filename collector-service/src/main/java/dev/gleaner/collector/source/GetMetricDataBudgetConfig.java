package dev.gleaner.collector.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;

/** Budget of CloudWatch's GetMetricData, which all sources share. */
@ConfigMapping(prefix = "collector.get-metric-data")
public interface GetMetricDataBudgetConfig {

    /**
     * USD that may be spent per calendar month (UTC) in all accounts together. Once it is spent, no metric is requested
     * until the next month. 1,000 instances cost 21.90 a month, or up to 24.53 with those that have a recent finding,
     * their memory 0.41, and the operations on their volumes 0.81; 1,000 variants of endpoints cost 1.22, 1,000 buckets 0.61,
     * 1,000 log groups 0.30, 1,000 Auto Scaling groups 0.61, and 1,000 volumes with provisioned performance 1.22.
     */
    @WithDefault("26")
    BigDecimal budget();
}
