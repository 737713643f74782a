package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as idle; what an hour at work is stands with {@link WorkHoursConfig}. */
@ConfigMapping(prefix = "analyzer.idle-instance")
public interface IdleInstanceConfig {

    /** How long it has to be idle before we say so, in whole hours; younger instances are not judged. */
    @WithDefault("P7D")
    Duration window();

    /** Mean of the hours' mean CPU, percent, below which it is quiet. */
    @WithDefault("5")
    double mean();

    /** How many hours of the window may be hours at work; none of them may be busy, recent or recurring. */
    @WithDefault("3")
    int workHours();

    /** How long ago its last hour at work has to be, in whole hours. */
    @WithDefault("PT24H")
    Duration rest();

    /** Part of the window's hours that must be measured, of CPU and of network, 0 to 1. */
    @WithDefault("0.8")
    double coverage();

    /** Bytes in and out in any 24 consecutive hours of the window from which on the instance is used. */
    @WithDefault("5000000")
    double networkPerDay();

    /** What acting costs a person. */
    @WithDefault("PT5M")
    Duration effort();
}
