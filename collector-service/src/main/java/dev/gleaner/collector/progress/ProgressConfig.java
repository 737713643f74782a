package dev.gleaner.collector.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How far the sources are complete. */
@ConfigMapping(prefix = "collector.progress")
public interface ProgressConfig {

    /** How often it is said, at most. */
    @WithDefault("PT1M")
    Duration interval();

    /** How long a source that can't be read at the start holds back what is said of the others. */
    @WithDefault("PT15M")
    Duration patience();

    /**
     * How long Firehose, an agent or who else sends repeats what was not taken; it holds progress back as long. Not shorter than the
     * retry duration of the Firehose, which is two hours at most.
     */
    @WithDefault("PT2H")
    Duration repeatedFor();

    /**
     * Name of this collector among those that share deliveries; each needs its own, the same after a restart. Without it
     * {@code HOSTNAME}, or the name of the host.
     */
    Optional<String> reporter();
}
