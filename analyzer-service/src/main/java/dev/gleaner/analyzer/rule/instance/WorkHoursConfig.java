package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** In which hours an instance was at work, and when such hours recur. */
@ConfigMapping(prefix = "analyzer.work")
public interface WorkHoursConfig {

    /** Mean CPU of an hour, percent, from which on it is busy: work of which one hour is enough not to be idle. */
    @WithDefault("20")
    double busy();

    /** Maximum CPU of an hour, percent, from which on it is an hour at work. */
    @WithDefault("50")
    double peak();

    /** Points of mean CPU above the instance's own quiet level from which on an hour is an hour at work. */
    @WithDefault("5")
    double aboveQuiet();

    /** Percentile of the hourly means of two windows of idle-instance that is the instance's quiet level, 0 to 100. */
    @WithDefault("25")
    double quietPercentile();

    /** Part of a burstable type's baseline, 0 to 1, from which on the mean CPU of an hour is work. */
    @WithDefault("0.8")
    double baseline();

    /** Bytes in and out in an hour from which on it is an hour at work. */
    @WithDefault("5000000")
    double network();

    /** Part of an hour that must have points, 0 to 1, for the hour to count as measured; work counts all the same. */
    @WithDefault("0.8")
    double samples();

    /** Days of the last week with work at the same hour of day from which on it recurs. */
    @WithDefault("3")
    int recurringDays();

    /** Part of the last week's working days with work at the same hour of day, 0 to 1, from which on it recurs. */
    @WithDefault("0.8")
    double recurringWorkingDays();
}
