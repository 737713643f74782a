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

    /**
     * Days that the first request for an instance covers, in points of five minutes, which CloudWatch keeps for 63 days. The time before
     * them is that of {@link #history}.
     */
    @WithDefault("14")
    int days();

    /** Time between two requests for the same instance. */
    @WithDefault("PT1H")
    Duration interval();

    /** The time before the first request. */
    History history();

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

    /**
     * What CloudWatch knows of the time before a new installation, in points of an hour, which it keeps for 455 days: of instances, and of other
     * resources whose metrics are requested by the hour.
     */
    interface History {

        /**
         * Request it once for each account and region, before any progress is reported; also with a metric stream, which has nothing of
         * the past.
         */
        @WithDefault("true")
        boolean enabled();

        /** Days before the start. The longest that a rule looks back is 62. */
        @WithDefault("62")
        int days();

        /** Longest wait for the first listings, by which it is known what to request. */
        @WithDefault("PT5M")
        Duration inventoryPatience();
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
