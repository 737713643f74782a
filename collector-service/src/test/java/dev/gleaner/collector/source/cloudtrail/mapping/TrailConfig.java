package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** A configuration of the trail, with its defaults but for what a test sets. */
public final class TrailConfig {

    private TrailConfig() {}

    public static CloudTrailConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(CloudTrailConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(CloudTrailConfig.class);
    }
}
