package dev.gleaner.collector.source.predictions;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Route {@code POST /predictions}, to which services report what they served. */
@ConfigMapping(prefix = "collector.predictions")
public interface PredictionsConfig {

    /** Largest body; larger ones are refused. */
    @WithDefault("1M")
    MemorySize bodyLimit();

    /** Largest number of reports in a body; longer lists are refused. */
    @WithDefault("1000")
    int reports();
}
