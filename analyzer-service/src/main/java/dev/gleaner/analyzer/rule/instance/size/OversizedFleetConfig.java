package dev.gleaner.analyzer.rule.instance.size;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code oversized-fleet}. */
@ConfigMapping(prefix = "analyzer.oversized-fleet")
public interface OversizedFleetConfig {

    /** Period that is evaluated, in whole hours; an Auto Scaling group that was created in it is not reported. */
    @WithDefault("P14D")
    Duration window();

    /** Share of the hours of the period, 0 to 1, of which the load has to be known; a missing hour is not a quiet one. */
    @WithDefault("0.8")
    double coverage();

    /** Mean CPU utilization of all instances in the period, in percent, below which a group is reported. */
    @WithDefault("15")
    double mean();

    /**
     * CPU utilization, in percent, below which the 99th percentile of the hourly peaks must stay on fewer instances. Of burstable types the
     * baseline counts, if it is lower.
     */
    @WithDefault("80")
    double utilization();

    /** Instances that a group in several Availability Zones keeps whatever its load is, so that it serves when one of them fails. */
    @WithDefault("2")
    int leastInSeveralZones();

    /** Time for which a group may be missing in complete listings before too little is known of it. They are made once a day. */
    @WithDefault("P2D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT20M")
    Duration effort();
}
