package dev.gleaner.analyzer.rule.spend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code unused-commitment}. */
@ConfigMapping(prefix = "analyzer.unused-commitment")
public interface UnusedCommitmentConfig {

    /** Days over which use is measured. */
    @WithDefault("7")
    int days();

    /** Unused part that is reported, in percent of the cost of the commitment in these days. */
    @WithDefault("20")
    double unused();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT30M")
    Duration effort();
}
