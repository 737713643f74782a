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
}
