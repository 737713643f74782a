package dev.gleaner.collector.source.cloudwatch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** The endpoint to which Firehose delivers a metric stream. */
@ConfigMapping(prefix = "collector.metric-stream")
public interface MetricStreamConfig {

    /** What Firehose has to send as {@code X-Amz-Firehose-Access-Key}; without this key nothing is taken. */
    Optional<String> accessKey();

    /** Accounts whose points are taken, by their numbers; points of others become dead letters. Without it all are taken. */
    Optional<Set<String>> accounts();

    /** Deliveries that are larger when unpacked are refused. */
    @WithDefault("256M")
    MemorySize bodyLimit();
}
