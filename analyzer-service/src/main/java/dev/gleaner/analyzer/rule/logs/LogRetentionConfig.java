package dev.gleaner.analyzer.rule.logs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Limits of the rule {@code log-retention}. */
@ConfigMapping(prefix = "analyzer.log-retention")
public interface LogRetentionConfig {

    /** Cost of the storage of a log group, USD a month, above which it is reported. */
    @WithDefault("5")
    double minimum();

    /** Days of retention that are proposed: a number that CloudWatch Logs accepts. */
    @WithDefault("90")
    int days();

    /**
     * Keys of tags, in any case, by which a log group has to keep its events, unless their value is {@code false}. No retention
     * is proposed for such a log group.
     */
    @WithDefault("legal-hold,retention-hold")
    Set<String> holdTags();

    /** The events that a log group takes in. */
    Ingestion ingestion();

    /** Prefixes of buckets that hold logs. */
    Prefixes prefixes();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT10M")
    Duration effort();

    /** Limits of the bytes that a log group takes in, and for which CloudWatch Logs charges. */
    interface Ingestion {

        /** Cost of the events that a log group of the class Standard takes in, USD a month, above which it is reported. */
        @WithDefault("50")
        double minimum();

        /** Time, in whole hours, whose bytes are extrapolated to a month. */
        @WithDefault("P14D")
        Duration window();

        /** Share of these hours that need a value, 0 to 1; with fewer, the ingestion counts as not known. */
        @WithDefault("0.8")
        double coverage();
    }

    /** Which prefixes of a bucket hold logs, and when their objects expire. */
    interface Prefixes {

        /** Names of folders that hold logs, each with its slash, at any depth. */
        @WithDefault("AWSLogs/,logs/,log/,access-logs/,elb/,cloudtrail/")
        List<String> names();

        /** Cost of the storage of such a prefix, USD a month, above which it is reported. */
        @WithDefault("5")
        double minimum();

        /** Age in days at which the proposed rule expires objects. */
        @WithDefault("365")
        int days();

        /** Days after which the proposed rule expires old versions, in buckets that may keep some. */
        @WithDefault("30")
        int noncurrentDays();
    }
}
