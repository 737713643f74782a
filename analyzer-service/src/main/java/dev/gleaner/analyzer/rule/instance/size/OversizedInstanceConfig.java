package dev.gleaner.analyzer.rule.instance.size;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code oversized-instance}. */
@ConfigMapping(prefix = "analyzer.oversized-instance")
public interface OversizedInstanceConfig {

    /**
     * Utilization, in percent, below which the 99th percentile of the CPU maxima, that of used memory, and the network of the
     * busiest hour must stay on a smaller type.
     */
    @WithDefault("80")
    double utilization();

    /** Share of the periods of five minutes in 14 days that must be known, 0 to 1. */
    @WithDefault("0.9")
    double coverage();

    /** Share of 14 days whose used memory must be known, 0 to 1; otherwise only the CPU counts, and a person has to check the memory. */
    @WithDefault("0.8")
    double memoryCoverage();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT1H")
    Duration effort();
}
