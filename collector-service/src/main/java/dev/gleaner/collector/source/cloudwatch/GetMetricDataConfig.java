package dev.gleaner.collector.source.cloudwatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Metrics that are asked for, where no metric stream delivers them. Each question costs money. */
@ConfigMapping(prefix = "collector.get-metric-data")
public interface GetMetricDataConfig {

    /** Whether CloudWatch is asked; its price is shown before. */
    @WithDefault("false")
    boolean enabled();

    /** How many days are asked for at first; CloudWatch keeps 5-minute points for 63. */
    @WithDefault("14")
    int days();

    /** How often it is asked. */
    @WithDefault("PT1H")
    Duration interval();
}
