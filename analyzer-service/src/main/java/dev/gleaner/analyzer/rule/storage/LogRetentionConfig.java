package dev.gleaner.analyzer.rule.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Limits of the rule {@code log-retention}. */
@ConfigMapping(prefix = "analyzer.log-retention")
public interface LogRetentionConfig {

    /** Cost of the storage of a log group, USD a month, above which it is reported. */
    @WithDefault("5")
    double minimum();

    /** Days of retention that are proposed: a number that CloudWatch Logs accepts. */
    @WithDefault("90")
    int days();

    /**
     * Keys of tags, in any case, by which a log group has to keep its events, unless their value is {@code false}. Such a log
     * group is not reported.
     */
    @WithDefault("legal-hold,retention-hold")
    Set<String> holdTags();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
