package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code stopped-instance}. */
@ConfigMapping(prefix = "analyzer.stopped-instance")
public interface StoppedInstanceConfig {

    /** Time for which an instance must have been stopped, in whole hours. */
    @WithDefault("P30D")
    Duration stopped();

    /** Time for which an instance must have been stopped until its Elastic IP addresses are found by themselves, in whole hours. */
    @WithDefault("P7D")
    Duration addresses();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT15M")
    Duration effort();
}
