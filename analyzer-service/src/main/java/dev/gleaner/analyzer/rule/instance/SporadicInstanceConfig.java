package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

/**
 * Limits of the rule {@code sporadic-instance}. Its window is that of {@code analyzer.idle-instance}; hours at work are
 * defined under {@code analyzer.work}.
 */
@ConfigMapping(prefix = "analyzer.sporadic-instance")
public interface SporadicInstanceConfig {

    /** Mean CPU over two windows, in percent, below which an instance is quiet on average. */
    @WithDefault("5")
    double mean();

    /**
     * Share of the hours of a week, 0 to 1, that must be free of work. With fewer free hours a schedule would save
     * nothing.
     */
    @WithDefault("0.25")
    double rest();

    /**
     * Time zone (IANA name) of the hours that a schedule is proposed with. In a zone with summer time the hours follow the clocks
     * of the people who use an instance, in UTC they do not.
     */
    @WithDefault("UTC")
    ZoneId zone();

    /** The same by account: {@code zones."123456789012"=America/New_York}. */
    Map<String, ZoneId> zones();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT15M")
    Duration effort();
}
