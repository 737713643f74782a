package dev.gleaner.collector.source.cloudwatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Requests by GetMetricData for metrics that no metric stream delivers. CloudWatch charges per metric. */
@ConfigMapping(prefix = "collector.get-metric-data")
public interface GetMetricDataConfig {

    /** Request metrics by GetMetricData, up to the budget. */
    @WithDefault("false")
    boolean enabled();

    /** Days of history that the first request covers. CloudWatch keeps 5-minute points for 63 days. */
    @WithDefault("14")
    int days();

    /** Time between two requests for the same instance. */
    @WithDefault("PT1H")
    Duration interval();

    /** Instances with a recent finding. */
    Near near();

    /** Used memory of instances. */
    Memory memory();

    /** Operations on the volumes of instances. */
    Disks disks();

    /** Used memory of instances on which the CloudWatch agent runs. */
    interface Memory {

        /**
         * Request the used memory of the listed instances; also with a metric stream, in which each minute of each instance would
         * be charged.
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * Time between two requests for the memory of an instance; each request covers all hours since the previous one. It has
         * to be some hours shorter than the analyzer's lateness, 24 hours, or else hours come too late.
         */
        @WithDefault("PT18H")
        Duration interval();
    }

    /** Operations on the EBS volumes of instances of Nitro types. */
    interface Disks {

        /** Request the operations on the volumes of the instances whose CPU and network are requested. A metric stream has them. */
        @WithDefault("true")
        boolean enabled();

        /**
         * Time between two requests for an instance; each request covers all hours since the previous one. It has to be some hours
         * shorter than the analyzer's lateness, 24 hours, or else hours come too late.
         */
        @WithDefault("PT18H")
        Duration interval();
    }

    /**
     * Instances with a recent finding, whose metrics are requested more often so that a decision rests on recent
     * evidence.
     */
    interface Near {

        /** Request metrics of instances with a recent finding more often. */
        @WithDefault("true")
        boolean enabled();

        /** Time between two requests for an instance with a recent finding. */
        @WithDefault("PT15M")
        Duration interval();

        /** Age up to which a new or changed finding counts as recent. */
        @WithDefault("P1D")
        Duration within();

        /**
         * Largest share of a region's instances, 0 to 1, that are requested more often. If more have a recent finding,
         * those with the newest are chosen.
         */
        @WithDefault("0.04")
        double share();
    }
}
