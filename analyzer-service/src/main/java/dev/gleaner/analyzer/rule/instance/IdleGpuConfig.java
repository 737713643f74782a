package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-gpu}. */
@ConfigMapping(prefix = "analyzer.idle-gpu")
public interface IdleGpuConfig {

    /** Time for which all GPUs of a host outside production must be idle, in whole hours. */
    @WithDefault("PT4H")
    Duration window();

    /** Time for which all GPUs of a host in production must be idle, in whole hours. */
    @WithDefault("PT24H")
    Duration productionWindow();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT5M")
    Duration effort();
}
