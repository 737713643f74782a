package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a host counts as holding cards that do no work. */
@ConfigMapping(prefix = "analyzer.idle-gpu")
public interface IdleGpuConfig {

    /** How long all cards of a host outside production have to be idle, in whole hours. */
    @WithDefault("PT4H")
    Duration window();

    /** How long those of one in production have to be, in whole hours. */
    @WithDefault("PT24H")
    Duration productionWindow();

    /** What acting costs a person. */
    @WithDefault("PT5M")
    Duration effort();
}
