package dev.gleaner.actuator.approval.exemption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Requirements for an exemption. */
@ConfigMapping(prefix = "actuator.exemption")
public interface ExemptionConfig {

    /** Longest exemption of a resource in production. */
    @WithDefault("P90D")
    Duration longest();

    /** Smallest number of words in the reason for an exemption of an idle resource in production. */
    @WithDefault("5")
    int words();

    /** Time between two publications of changed exemptions. */
    @WithDefault("1s")
    Duration publishInterval();
}
