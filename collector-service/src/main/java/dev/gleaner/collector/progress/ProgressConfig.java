package dev.gleaner.collector.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Progress of the sources: the time up to which each is complete. */
@ConfigMapping(prefix = "collector.progress")
public interface ProgressConfig {

    /** Shortest time between two reports of progress. */
    @WithDefault("PT1M")
    Duration interval();

    /** Time for which a source that cannot be read at start delays the progress of all other sources. */
    @WithDefault("PT15M")
    Duration patience();

    /**
     * Period for which Firehose, an agent or another sender repeats a refused delivery; progress is held back by the
     * same period. It must not be shorter than the retry duration of Firehose, which is two hours at most.
     */
    @WithDefault("PT2H")
    Duration repeatedFor();

    /** Time between two reports of the status to the actuator, whose page names a collector that does not work. */
    @WithDefault("PT15S")
    Duration statusInterval();

    /**
     * Name of this collector among those that share deliveries. Each collector needs its own name, and keeps it across
     * restarts. Without it {@code HOSTNAME} or the name of the host is used.
     */
    Optional<String> reporter();
}
