package dev.gleaner.actuator.audit.cloudtrail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long CloudTrail may take to tell of a call. */
@ConfigMapping(prefix = "actuator.audit.echo")
public interface CloudTrailEchoConfig {

    /** How long after a call its echo is missed: the trail delivers within 5 minutes on average and promises nothing. */
    @WithDefault("30m")
    Duration patience();

    /** How long an echo waits for the audit to know its call, before it is called unknown. */
    @WithDefault("5m")
    Duration unknownAfter();

    /** How often echoes are looked for that are missing. */
    @WithDefault("30s")
    Duration interval();
}
