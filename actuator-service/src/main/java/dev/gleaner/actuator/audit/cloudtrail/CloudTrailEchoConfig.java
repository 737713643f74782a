package dev.gleaner.actuator.audit.cloudtrail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Comparison of the actuator's calls with CloudTrail's records of them (echoes). */
@ConfigMapping(prefix = "actuator.audit.echo")
public interface CloudTrailEchoConfig {

    /**
     * Time after a call at which its echo is reported as missing. CloudTrail delivers within 5 minutes on average,
     * without a guarantee.
     */
    @WithDefault("30m")
    Duration patience();

    /** Time for which an echo waits for its call to appear in the audit, before it is reported as unknown. */
    @WithDefault("5m")
    Duration unknownAfter();

    /** Time between two checks for missing echoes. */
    @WithDefault("30s")
    Duration interval();
}
