package dev.gleaner.collector.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How far the sources are complete. */
@ConfigMapping(prefix = "collector.progress")
public interface ProgressConfig {

    /** How often it is said, at most. */
    @WithDefault("PT1M")
    Duration interval();
}
