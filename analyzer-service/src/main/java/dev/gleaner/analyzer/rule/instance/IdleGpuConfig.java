package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-gpu}. */
@ConfigMapping(prefix = "analyzer.idle-gpu")
public interface IdleGpuConfig {

    /** Time for which all GPUs, CPU and network of a host must be idle before it is reported, without an action; over 15 minutes. */
    @WithDefault("PT30M")
    Duration notice();

    /** Time for which they must be idle before an action can be approved, outside production; at most a day. */
    @WithDefault("PT1H")
    Duration question();

    /** Time for which they must be idle before an action can be approved in production; at most a day. */
    @WithDefault("PT24H")
    Duration productionQuestion();

    /**
     * Share of these minutes in which all GPUs must have been read, and for which CPU and network must be known, 0 to 1. A host that is
     * read less often is evaluated by hours only.
     */
    @WithDefault("0.9")
    double minutesCovered();

    /**
     * Time for which all GPUs of a host outside production must be idle, in whole hours, for a final finding, or if its GPUs are not read
     * each minute.
     */
    @WithDefault("PT4H")
    Duration window();

    /** The same for a host in production. */
    @WithDefault("PT24H")
    Duration productionWindow();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT5M")
    Duration effort();
}
