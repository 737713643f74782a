package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as idle. */
@ConfigMapping(prefix = "analyzer.idle-instance")
public interface IdleInstanceConfig {

    /** How long it has to be idle before we say so, in whole hours; younger instances are not judged. */
    @WithDefault("P7D")
    Duration window();

    /** Mean of the hours' mean CPU, percent, below which it is quiet. */
    @WithDefault("5")
    double mean();

    /** Mean CPU of an hour, percent, from which on it worked in that hour: one such hour, and it is not idle. */
    @WithDefault("20")
    double busy();

    /** Maximum CPU of an hour, percent, from which on the hour has a peak. */
    @WithDefault("50")
    double peak();

    /** How many hours of the window may have a peak. */
    @WithDefault("3")
    int peaks();

    /** Part of the window's hours that must have points of CPU and of network, 0 to 1. */
    @WithDefault("0.8")
    double coverage();

    /** Bytes in and out on a whole UTC day from which on the instance is used. */
    @WithDefault("5000000")
    double networkPerDay();

    /** What acting costs a person. */
    @WithDefault("PT5M")
    Duration effort();
}
