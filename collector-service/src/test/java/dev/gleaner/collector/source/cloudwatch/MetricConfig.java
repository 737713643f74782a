package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.budget.BudgetConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** A configuration of GetMetricData, with its defaults but for what a test sets. */
final class MetricConfig {

    private MetricConfig() {}

    static GetMetricDataConfig of(Map<String, String> values) {
        return config(values).getConfigMapping(GetMetricDataConfig.class);
    }

    static BudgetConfig budget(Map<String, String> values) {
        return config(values).getConfigMapping(BudgetConfig.class);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(GetMetricDataConfig.class)
                .withMapping(BudgetConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build();
    }
}
