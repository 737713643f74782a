package dev.gleaner.analyzer.rule.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Definition of an hour at work, and of recurring work. */
@ConfigMapping(prefix = "analyzer.work")
public interface WorkHoursConfig {

    /**
     * Mean CPU of an hour, in percent, from which the hour is busy. A single busy hour in the window means that the
     * instance is not idle.
     */
    @WithDefault("20")
    double busy();

    /** Maximum CPU of an hour, in percent, from which it is an hour at work. */
    @WithDefault("50")
    double peak();

    /** Percentage points of mean CPU above the instance's quiet level from which an hour is an hour at work. */
    @WithDefault("5")
    double aboveQuiet();

    /**
     * Percentile of the hourly means over two windows of {@code idle-instance} that defines an instance's quiet level, 0 to
     * 100.
     */
    @WithDefault("25")
    double quietPercentile();

    /** Share of a burstable type's baseline, 0 to 1, from which the mean CPU of an hour is work. */
    @WithDefault("0.8")
    double baseline();

    /** Bytes in and out, within an hour and beyond the instance's background traffic, from which it is an hour at work. */
    @WithDefault("5000000")
    double network();

    /**
     * Most bytes in and out, within an hour, that count as background traffic where they are steady: 64,000 a second. A monitoring agent sends
     * some hundred a second, and a target that is scraped every 15 seconds some thousand.
     */
    @WithDefault("230400000")
    double background();

    /**
     * How many times as many bytes as its quietest five minutes the busiest ones of an hour may have for the traffic of that hour to be
     * steady.
     */
    @WithDefault("2")
    double backgroundSpread();

    /**
     * Least share of its bytes, 0 to 1, that an instance sends in an hour for the traffic of that hour to be steady. An agent sends and gets
     * little back. A relay, and a member of a cluster, receives about as much as it sends.
     */
    @WithDefault("0.6")
    double backgroundSent();

    /** Share of the hours over two windows of {@code idle-instance}, 0 to 1, that have to be steady for background traffic. */
    @WithDefault("0.95")
    double backgroundHours();

    /**
     * How many times as many bytes as a quiet hour (the 5th percentile) a busy one (the 95th) may have for background traffic. Traffic that
     * follows the day of its users has more.
     */
    @WithDefault("1.5")
    double backgroundChange();

    /**
     * Reads from, or writes to, all EBS volumes within an hour from which it is an hour at work. 36,000 are ten a second: the logs of a host
     * without use are one or two, and a volume of type {@code gp3} does 3,000. Bytes are not compared: an operation moves at most 256 KiB on
     * SSDs.
     */
    @WithDefault("36000")
    double diskOperations();

    /** Share of an hour, 0 to 1, that must have points for the hour to count as measured. Work counts in any case. */
    @WithDefault("0.8")
    double samples();

    /** Number of days of the last week that must have work at the same hour of the day for it to count as recurring. */
    @WithDefault("3")
    int recurringDays();

    /** Share of the last week's working days, 0 to 1, that must have work at the same hour of the day for it to recur. */
    @WithDefault("0.8")
    double recurringWorkingDays();
}
