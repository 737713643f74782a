package dev.gleaner.analyzer.rule.instance.size;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import java.util.Locale;

/**
 * Limits of what has to fit on a smaller type, see {@link OversizedInstanceConfig}.
 *
 * @param utilization percent
 * @param coverage 0 to 1
 * @param memoryCoverage share of the days whose memory must be known, 0 to 1
 * @param neverFitting percent of CPU that is too much for every smaller type, a multiple of the width of a bucket
 */
public record SizeLimits(double utilization, double coverage, double memoryCoverage, double neverFitting) {

    /** Of the maxima of CPU in five minutes. */
    public static final int PERCENTILE = 99;

    /** Hours of the window. */
    public static final int HOURS = InstanceDays.DAYS_OF_MAXIMA * Hour.PER_DAY;

    /** Periods of five minutes of the window. */
    public static final int PERIODS = HOURS * InstanceHours.PARTS;

    private static final int MOST_PERCENT = 100;

    public SizeLimits {
        if (!(utilization > 0 && utilization <= MOST_PERCENT)) {
            throw new IllegalArgumentException(
                    "analyzer.oversized-instance.utilization must be above 0 and at most " + MOST_PERCENT + " percent");
        }
        if (!(memoryCoverage > 0 && memoryCoverage <= 1)) {
            throw new IllegalArgumentException(
                    "analyzer.oversized-instance.memory-coverage must be above 0 and at most 1");
        }
    }

    /** As configured. */
    public static SizeLimits of(OversizedInstanceConfig config, SmallerSizes sizes) {
        return new SizeLimits(
                config.utilization(),
                config.coverage(),
                config.memoryCoverage(),
                sizes.neverFitting(config.utilization()));
    }

    /** Percent of the vCPUs of another size. */
    public double projected(int percent, InstanceSize size, InstanceSize target) {
        return (double) percent * size.cpus() / target.cpus();
    }

    /** Whether a percentile that is below this end of its bucket stays below the limit on another size. */
    public boolean fits(int end, InstanceSize size, InstanceSize target) {
        return (double) end * size.cpus() <= utilization * target.cpus();
    }

    /** Whether enough periods of five minutes of the window are known. */
    public boolean isCovered(int periods) {
        return periods >= coverage * PERIODS;
    }

    /** Percent of the memory of another size. */
    public double projectedMemory(double percent, InstanceSize size, InstanceSize target) {
        return percent * size.memoryMib() / target.memoryMib();
    }

    /** Days of the window whose memory must be known. */
    public int memoryDays() {
        return (int) Math.ceil(memoryCoverage * InstanceDays.DAYS_OF_MAXIMA);
    }

    /** Describes what is known too rarely, for a person. */
    public String gap(String what, int known, int all) {
        return String.format(Locale.ROOT, "%s: %d of %d are known, %.0f %% needed", what, known, all, coverage * 100);
    }
}
