package dev.gleaner.collector.source.cloudwatch;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** A configuration of GetMetricData, with its defaults but for what a test sets. */
final class MetricConfig {

    private MetricConfig() {}

    static GetMetricDataConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(GetMetricDataConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(GetMetricDataConfig.class);
    }
}
