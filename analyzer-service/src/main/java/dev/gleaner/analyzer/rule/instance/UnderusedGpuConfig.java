package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code underused-gpu}. */
@ConfigMapping(prefix = "analyzer.underused-gpu")
public interface UnderusedGpuConfig {

    /** Period that is evaluated, in whole hours. */
    @WithDefault("P7D")
    Duration window();

    /** Mean utilization of a host's GPUs, in percent, below which they are underused. */
    @WithDefault("50")
    double mean();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT4H")
    Duration effort();
}
