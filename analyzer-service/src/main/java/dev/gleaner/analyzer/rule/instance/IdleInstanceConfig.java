package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-instance}. Hours at work are defined under {@code analyzer.work}. */
@ConfigMapping(prefix = "analyzer.idle-instance")
public interface IdleInstanceConfig {

    /** Time for which an instance must be idle, in whole hours. Younger instances are not evaluated. */
    @WithDefault("P7D")
    Duration window();

    /** Mean CPU over the window, in percent, below which an instance is quiet. */
    @WithDefault("5")
    double mean();

    /** Largest number of hours at work in the window. None of them may be busy, recent or recurring. */
    @WithDefault("3")
    int workHours();

    /** Time since the last hour at work, in whole hours. */
    @WithDefault("PT24H")
    Duration rest();

    /** Share of the window's hours, 0 to 1, for which CPU and network must be measured. */
    @WithDefault("0.8")
    double coverage();

    /** Bytes in and out, within any 24 consecutive hours of the window, from which an instance counts as in use. */
    @WithDefault("5000000")
    double networkPerDay();

    /**
     * Measured time, in whole days, of at most 62 days, below which the history of an instance is short: work that comes once a month may
     * be unknown, and a remedy is not approved automatically.
     */
    @WithDefault("P35D")
    Duration history();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT5M")
    Duration effort();
}
