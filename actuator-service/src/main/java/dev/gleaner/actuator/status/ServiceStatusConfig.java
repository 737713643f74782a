package dev.gleaner.actuator.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When another service counts as one that does not work. */
@ConfigMapping(prefix = "actuator.service-status")
public interface ServiceStatusConfig {

    /** Time without a report after which a process counts as silent. Processes report every 15 seconds. */
    @WithDefault("PT2M")
    Duration silent();

    /**
     * Time without a report after which a process is forgotten, as one that was removed. The last one of a service is not forgotten, since
     * nothing has replaced it.
     */
    @WithDefault("P1D")
    Duration forget();
}
