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

    /** How long a source that can't be read at the start holds back what is said of the others. */
    @WithDefault("PT15M")
    Duration patience();
}
