package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as sporadic; what is work and how long a window is stands with the idle rule. */
@ConfigMapping(prefix = "analyzer.sporadic-instance")
public interface SporadicInstanceConfig {

    /** Mean of the hours' mean CPU over two windows, percent, below which it is quiet on average. */
    @WithDefault("5")
    double mean();

    /** What acting costs a person. */
    @WithDefault("PT15M")
    Duration effort();
}
