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

    /** Instances about which people decide next. */
    Near near();

    /** Inference endpoints. */
    Endpoints endpoints();

    /** How often each variant of an inference endpoint was called. */
    interface Endpoints {

        /** Whether it is asked for, where instances are, and as far as endpoints are listed. */
        @WithDefault("true")
        boolean enabled();

        /** How often; each time for all hours since. */
        @WithDefault("P1D")
        Duration interval();
    }

    /** Instances of which something was found lately are asked for more often, so that a decision has fresh evidence. */
    interface Near {

        /** Whether they are. */
        @WithDefault("true")
        boolean enabled();

        /** How often they are asked for. */
        @WithDefault("PT15M")
        Duration interval();

        /** How long ago a finding may have come, or changed, to count as lately. */
        @WithDefault("P1D")
        Duration within();

        /** How many they may be, as a share of the instances of a region; of more, those with the newest findings. */
        @WithDefault("0.04")
        double share();
    }
}
