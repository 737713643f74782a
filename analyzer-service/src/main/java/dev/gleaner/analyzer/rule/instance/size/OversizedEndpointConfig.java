package dev.gleaner.analyzer.rule.instance.size;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code oversized-endpoint}. */
@ConfigMapping(prefix = "analyzer.oversized-endpoint")
public interface OversizedEndpointConfig {

    /** Period that is evaluated, in whole hours; an endpoint that was created or changed in it is not reported. */
    @WithDefault("P14D")
    Duration window();

    /** Share of the hours of the period, 0 to 1, of which the load has to be known; a missing hour is not a quiet one. */
    @WithDefault("0.9")
    double coverage();

    /** Utilization, in percent, below which the 99th percentile of the hourly maxima must stay on fewer instances, of CPU and of GPU. */
    @WithDefault("80")
    double utilization();

    /** How many times the median of the hourly mean model latency its 99th percentile may be; where it is more, requests wait already. */
    @WithDefault("1.5")
    double latencyGrowth();

    /** Instances that an endpoint keeps whatever its load is, so that it serves when one of them or a zone fails. */
    @WithDefault("2")
    int leastInstances();

    /** Time for which an endpoint may be missing in complete listings before too little is known of it. They are made once a day. */
    @WithDefault("P2D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT30M")
    Duration effort();
}
