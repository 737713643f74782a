package dev.gleaner.collector.source.cloudwatch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Route {@code POST /firehose}, to which Amazon Data Firehose delivers a CloudWatch metric stream. */
@ConfigMapping(prefix = "collector.metric-stream")
public interface MetricStreamConfig {

    /** Access key that Firehose sends as {@code X-Amz-Firehose-Access-Key}. Without it every delivery is refused. */
    Optional<String> accessKey();

    /**
     * Account ids whose points are accepted; points of other accounts become dead letters. Without it the points of all
     * accounts are accepted.
     */
    Optional<Set<String>> accounts();

    /** Largest uncompressed delivery; larger ones are refused. */
    @WithDefault("256M")
    MemorySize bodyLimit();
}
