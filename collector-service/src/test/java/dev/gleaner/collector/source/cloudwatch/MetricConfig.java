package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.source.GetMetricDataBudgetConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** A configuration of GetMetricData, with its defaults but for what a test sets. */
public final class MetricConfig {

    private MetricConfig() {}

    public static GetMetricDataConfig of(Map<String, String> values) {
        return config(values).getConfigMapping(GetMetricDataConfig.class);
    }

    public static GetMetricDataBudgetConfig budget(Map<String, String> values) {
        return config(values).getConfigMapping(GetMetricDataBudgetConfig.class);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(GetMetricDataConfig.class)
                .withMapping(GetMetricDataBudgetConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build();
    }
}
