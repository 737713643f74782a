package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code log-retention}. */
@ConfigMapping(prefix = "analyzer.log-retention")
public interface LogRetentionConfig {

    /** Cost of the storage of a log group, USD a month, above which it is reported. */
    @WithDefault("5")
    double minimum();

    /** Days of retention that are proposed: a number that CloudWatch Logs accepts. */
    @WithDefault("90")
    int days();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
