package dev.gleaner.actuator.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Command documents of Systems Manager that run on an instance before it is stopped. */
@ConfigMapping(prefix = "actuator.before-stop")
public interface BeforeStopConfig {

    /**
     * Time in which a document has to end with success, from when it was sent; otherwise the instance is not stopped. From 30 seconds, the
     * shortest time that Systems Manager takes for a delivery, to two days.
     */
    @WithDefault("10m")
    Duration timeout();

    /** Time after the end of a document in which the stop has to begin; later the instance is not stopped. */
    @WithDefault("10m")
    Duration fresh();

    /**
     * Beginning of the names of the documents that may be sent. A tag that names another document keeps its instance from being stopped.
     * {@code actor-services.json} allows {@code gleaner-*}; change both together.
     */
    @WithDefault("gleaner-")
    String documentPrefix();
}
