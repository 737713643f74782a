package dev.gleaner.actuator.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The page and the REST interface. */
@ConfigMapping(prefix = "actuator.console")
public interface ConsoleConfig {

    /**
     * After how long a request is answered with 503 that the database lets wait, health included. What reads the whole audit
     * takes as long as it takes.
     */
    @WithDefault("10s")
    Duration timeout();

    /**
     * Requests that are served at once; one more is answered with 503, so that neither health nor the actuator's own work
     * waits behind them for a connection to the database. The kill switch is not counted, nor what reads the audit.
     */
    @WithDefault("100")
    int maxRequests();
}
