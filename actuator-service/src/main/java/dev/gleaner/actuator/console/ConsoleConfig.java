package dev.gleaner.actuator.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The page and the REST interface. */
@ConfigMapping(prefix = "actuator.console")
public interface ConsoleConfig {

    /**
     * Time after which a request that waits for the database, health included, is answered with 503; nothing of it is done
     * then. A request whose change is being committed is answered when the database has answered. Requests that read the
     * whole audit have no limit.
     */
    @WithDefault("10s")
    Duration timeout();

    /**
     * Largest number of requests at the same time; further ones are answered with 503, so that health and the
     * actuator's own work always get a database connection. The kill switch and requests that read the audit are not
     * counted.
     */
    @WithDefault("100")
    int maxRequests();
}
