package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of the rule {@code idle-notebook}. */
@ConfigMapping(prefix = "analyzer.idle-notebook")
public interface IdleNotebookConfig {

    /** Period in whole hours in which nobody opened it; one that was changed or started within it is not reported. */
    @WithDefault("P3D")
    Duration window();

    /** The same for an environment that is not production. The session of a person who opened it ends after half a day by default. */
    @WithDefault("PT12H")
    Duration nonProductionWindow();

    /** Load in percent, of its busiest processor in any minute, from which an hour is one of work. */
    @WithDefault("30")
    int busy();

    /** The same of its busiest GPU. */
    @WithDefault("5")
    int busyGpu();

    /** Share of the hours of the period, 0 to 1, whose load must be known. All of them must be in a complete trail. */
    @WithDefault("0.95")
    double coverage();

    /** Time for which it may be missing in complete listings before too little is known of it. They are made every six hours. */
    @WithDefault("PT12H")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();
}
