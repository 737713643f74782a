package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an instance counts as sporadic; how long a window is stands with the idle rule, and what work is with the work. */
@ConfigMapping(prefix = "analyzer.sporadic-instance")
public interface SporadicInstanceConfig {

    /** Mean of the hours' mean CPU over two windows, percent, below which it is quiet on average. */
    @WithDefault("5")
    double mean();

    /** Part of the hours of a week, 0 to 1, that have to be free of work: a schedule saves nothing else. */
    @WithDefault("0.25")
    double rest();

    /** What acting costs a person. */
    @WithDefault("PT15M")
    Duration effort();
}
