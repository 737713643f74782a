package dev.gleaner.analyzer.health;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When an analyzer is reported that makes no progress, and when it ends so that it is started again. */
@ConfigMapping(prefix = "analyzer.watchdog")
public interface WatchdogConfig {

    /** Time between two checks. */
    @WithDefault("PT5S")
    Duration interval();

    /** Time without progress of a stream thread after which the analyzer is not ready. A thread polls many times a second. */
    @WithDefault("PT1M")
    Duration slow();

    /**
     * Time without progress of a stream thread, while Kafka answers, after which the process ends. By default that of
     * {@code max.poll.interval.ms}, after which Kafka gives the partitions to other analyzers.
     */
    @WithDefault("PT5M")
    Duration stalled();

    /** Time that the stream has to close before the process ends nevertheless. */
    @WithDefault("PT10S")
    Duration close();

    /** Time between two reports of the status to the actuator, whose page names an analyzer that does not work. */
    @WithDefault("PT15S")
    Duration report();

    /** Free space on the disk of {@code analyzer.state-dir} below which {@code /q/health/well} is DOWN. */
    @WithDefault("256M")
    MemorySize leastDisk();
}
