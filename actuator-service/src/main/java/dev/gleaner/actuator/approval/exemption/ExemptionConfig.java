package dev.gleaner.actuator.approval.exemption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What it takes to keep something as it is. */
@ConfigMapping(prefix = "actuator.exemption")
public interface ExemptionConfig {

    /** How long something in production can be kept at most; then somebody has to look again. */
    @WithDefault("P90D")
    Duration longest();

    /** How many words the reason for keeping something idle in production has at least. */
    @WithDefault("5")
    int words();

    /** How often what changed is published. */
    @WithDefault("1s")
    Duration publishInterval();
}
