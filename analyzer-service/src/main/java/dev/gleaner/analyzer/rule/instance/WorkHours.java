package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.HourQuantizer;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceDisk;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * CPU and network of an instance in the hours that are kept, and in which of them it was at work by these, by operations on its volumes or by
 * reports of others. An hour with too few points
 * counts as absent, but work in it counts. "The last hours" include the evaluated one. The hours at work are computed on first
 * use only: most instances are busy, which their mean shows already.
 */
final class WorkHours {

    /** More than the sums of the same numbers in another order differ by. */
    private static final double ROUNDING = 1 + 1e-9;

    /** Less than a part of an hour, more than the error of a share that is meant to be a number of parts. */
    private static final double PART_ROUNDING = 1e-9;

    /** Half a step in which the busiest hour of a day is stored, percentage points, see {@link InstanceDays}. */
    private static final double DAY_ROUNDING = 0.25;

    /** Means are compared by thousandths, rounded, see {@link RuleNumbers#to3}. */
    private static final double THOUSAND = 1000;

    private static final double HALF = 0.5;

    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Limits limits;
    private final int hours;
    private final Hour from;
    private final InstanceHours usage;
    private final double[] means;
    private final double baseline;
    private final int partsNeeded;
    private final BitSet reported;
    private final InstanceDisk disk;
    private @Nullable Double background;
    private @Nullable BitSet measuredAtWork;
    private @Nullable BitSet atWork;

    WorkHours(InstanceSnapshot snapshot, Limits limits) {
        this.limits = limits;
        this.hours = limits.hours();
        this.usage = snapshot.hours(hours);
        this.means = usage.cpuMeans();
        this.from = usage.from();
        this.reported = snapshot.reportedHours(from, hours);
        this.disk = snapshot.disk(from, hours);
        this.partsNeeded = (int) Math.ceil(limits.samples() * InstanceHours.PARTS - PART_ROUNDING);
        OptionalDouble known = limits.baselines().of(snapshot.facts().type());
        this.baseline = known.isPresent() ? known.getAsDouble() * limits.baseline() : Double.POSITIVE_INFINITY;
    }

    /** Mean of the hourly CPU means in the last hours, percent; not a number when none was measured. */
    double mean(int last) {
        double sum = 0;
        int count = 0;
        for (int index = hours - last; index < hours; index++) {
            if (isCpuMeasured(index)) {
                sum += means[index];
                count++;
            }
        }
        return sum / count;
    }

    /** Number of the last hours whose mean CPU makes them busy. */
    int busy(int last) {
        return busy(hours - last, hours);
    }

    /** The same from one index to another, exclusive; index 0 is the earliest hour that is kept. */
    int busy(int first, int end) {
        int busy = 0;
        for (int index = first; index < end; index++) {
            busy += means[index] >= limits.busy() ? 1 : 0;
        }
        return busy;
    }

    /** Number of the last hours with enough points of CPU. */
    int cpuMeasured(int last) {
        return cpuMeasured(hours - last, hours);
    }

    /** The same from one index to another, exclusive. */
    int cpuMeasured(int first, int end) {
        int measured = 0;
        for (int index = first; index < end; index++) {
            measured += isCpuMeasured(index) ? 1 : 0;
        }
        return measured;
    }

    /** The last of the last hours whose mean CPU makes it busy; null if none does. */
    @Nullable
    Hour lastBusy(int last) {
        for (int index = hours - 1; index >= hours - last; index--) {
            if (means[index] >= limits.busy()) {
                return from.plus(index);
            }
        }
        return null;
    }

    /**
     * For how many further hours the mean CPU of that many last hours stays at or above a limit, even if all of them are without
     * any use; negative if it is not certain to be so now.
     */
    int hoursAbove(double limit, int last) {
        double needed = limit * last * ROUNDING;
        double sum = 0;
        for (int index = hours - 1; index >= hours - last; index--) {
            sum += isCpuMeasured(index) ? means[index] : 0;
            if (sum >= needed) {
                return index - (hours - last);
            }
        }
        return -1;
    }

    /** Number of the last hours with enough points of both directions of the network. */
    int networkMeasured(int last) {
        int measured = 0;
        for (int index = hours - last; index < hours; index++) {
            measured += usage.networkParts(index) >= partsNeeded ? 1 : 0;
        }
        return measured;
    }

    /** Largest number of bytes, in and out, in any 24 consecutive hours of the last ones. */
    double highestDay(int last) {
        double[] network = usage.networkBytes();
        double highest = 0;
        double bytes = 0;
        for (int index = hours - last; index < hours; index++) {
            bytes += orZero(network[index]);
            if (index - Hour.PER_DAY >= hours - last) {
                bytes -= orZero(network[index - Hour.PER_DAY]);
            }
            highest = Math.max(highest, bytes);
        }
        return highest;
    }

    /**
     * Bytes in and out that it moves in each hour, as an agent on it does: the quiet level of its hours if nearly all of them are steady and
     * alike; 0 if they are not, or hardly any are moved. Hours at work among them do not change it unless they are many.
     */
    double background() {
        Double known = background;
        if (known == null) {
            known = limits.background().of(usage, partsNeeded, limits.quietPercentile());
            background = known;
        }
        return known;
    }

    /** The most of it that is possible. */
    double mostBackground() {
        return limits.background().steady().most();
    }

    /** Bytes in and out within an hour from which it is at work. */
    double networkAtWork() {
        return background() + limits.network();
    }

    /** Largest number of bytes, in and out, in any of the last hours; 0 if none is known. */
    double highestHour(int last) {
        double[] network = usage.networkBytes();
        double highest = 0;
        for (int index = hours - last; index < hours; index++) {
            highest = Math.max(highest, orZero(network[index]));
        }
        return highest;
    }

    /** Number of the last hours in which the operations on its volumes are known. */
    int diskMeasured(int last) {
        return disk.known().get(hours - last, hours).cardinality();
    }

    /** Number of the last hours at work by operations on its volumes. */
    int diskAtWork(int last) {
        return disk.atWork().get(hours - last, hours).cardinality();
    }

    /** Whether CPU, network or volumes of an hour that is kept are at work. */
    boolean isMeasuredAtWork(Hour hour) {
        long index = hour.number() - from.number();
        return index >= 0 && measuredAtWork().get((int) index);
    }

    /** Number of the last hours in which someone was reported to be at work. */
    int reported(int last) {
        return reported.get(hours - last, hours).cardinality();
    }

    /** Whether an hour with such a CPU, percent, is at work whatever its network is. */
    boolean isWork(double cpuMean, double cpuMaximum) {
        return cpuMean >= limits.busy()
                || cpuMaximum >= limits.peak()
                || cpuMean >= baseline
                || RuleNumbers.to3(cpuMean - quiet()) >= limits.aboveQuiet();
    }

    /**
     * Mean CPU, percent, from which an hour is at work, whatever its maximum and its network are: with the quiet level of the hours that are
     * kept. Rounded down, so that no mean below it is work by {@link #isWork}.
     */
    double workMean() {
        double aboveQuiet = Math.floor((quiet() + limits.aboveQuiet()) * THOUSAND - HALF) / THOUSAND;
        return Math.min(limits.busy(), Math.min(baseline, aboveQuiet));
    }

    /** Number of the last hours at work. */
    int atWork(int last) {
        return atWork(hours - last, hours);
    }

    /** The same from one index to another, exclusive. */
    int atWork(int first, int end) {
        return atWork().get(first, end).cardinality();
    }

    /** Hours since the end of the last hour at work; empty when there is none in the hours that are kept. */
    OptionalInt sinceWork() {
        int last = atWork().length();
        return last == 0 ? OptionalInt.empty() : OptionalInt.of(hours - last);
    }

    /**
     * The days whose busiest hour was at work by its mean CPU. Maxima and bytes of days are not kept. The mean of a
     * day is rounded, so that one just below the quiet level's limit may count.
     */
    DaysAtWork days(InstanceDays days) {
        DaysAtWork workDays = new DaysAtWork(LocalDate.ofEpochDay(days.from() + InstanceDays.DAYS));
        double aboveQuiet = Double.NaN;
        for (int index = 0; index < InstanceDays.DAYS; index++) {
            if (!days.isMeasured(index)) {
                continue;
            }
            double busiest = days.busiest(index);
            if (Double.isNaN(aboveQuiet) && busiest + DAY_ROUNDING >= limits.aboveQuiet()) {
                aboveQuiet = quiet() + limits.aboveQuiet() - DAY_ROUNDING;
            }
            workDays.add(
                    LocalDate.ofEpochDay(days.from() + index),
                    busiest >= limits.busy() || busiest >= baseline || busiest >= aboveQuiet);
        }
        return workDays;
    }

    /** The hours of the week (UTC) at which it was at work, in each of the last two windows. */
    WeekPattern pattern(int window) {
        return pattern(window, UTC);
    }

    /** The same by the clocks of a zone. */
    WeekPattern pattern(int window, ZoneId zone) {
        return WeekPattern.of(
                week(hours - 2 * window, hours - window, zone), week(hours - window, hours, zone), zone, limits);
    }

    private BitSet week(int first, int end, ZoneId zone) {
        BitSet week = new BitSet(WeekPattern.HOURS);
        for (int index = atWork().nextSetBit(first);
                index >= 0 && index < end;
                index = atWork().nextSetBit(index + 1)) {
            WeekPattern.add(week, from.plus(index), zone);
        }
        return week;
    }

    /** The hours at work by CPU, network and volumes, and those in which work was reported. */
    private BitSet atWork() {
        BitSet known = atWork;
        if (known == null) {
            known = (BitSet) measuredAtWork().clone();
            known.or(reported);
            atWork = known;
        }
        return known;
    }

    /** An hour without points is not a number, which is never at or above a limit. */
    private BitSet measuredAtWork() {
        BitSet known = measuredAtWork;
        if (known == null) {
            double[] maxima = usage.cpuMaxima();
            double[] network = usage.networkBytes();
            double networkAtWork = networkAtWork();
            known = new BitSet(hours);
            double highestRest = Double.NEGATIVE_INFINITY;
            for (int index = 0; index < hours; index++) {
                double mean = means[index];
                if (mean >= limits.busy()
                        || maxima[index] >= limits.peak()
                        || mean >= baseline
                        || network[index] >= networkAtWork) {
                    known.set(index);
                } else if (mean > highestRest) {
                    highestRest = mean;
                }
            }
            addAboveQuiet(known, highestRest);
            known.or(disk.atWork());
            measuredAtWork = known;
        }
        return known;
    }

    /**
     * Adds the hours far above the quiet level. Without one that is far above the lowest hour there is none: then the quiet level
     * need not be known.
     */
    private void addAboveQuiet(BitSet known, double highestRest) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int index = 0; index < hours; index++) {
            if (isCpuMeasured(index) && means[index] < lowest) {
                lowest = means[index];
            }
        }
        // Also false if no hour is measured, or all of them are at work.
        if (RuleNumbers.to3(highestRest - lowest) >= limits.aboveQuiet()) {
            double quiet = quiet();
            for (int index = 0; index < hours; index++) {
                if (RuleNumbers.to3(means[index] - quiet) >= limits.aboveQuiet()) {
                    known.set(index);
                }
            }
        }
    }

    /** The quiet level of the instance: a percentile (nearest rank) of its hourly CPU means; infinite if no hour is measured. */
    private double quiet() {
        double[] sorted = new double[hours];
        int count = 0;
        for (int index = 0; index < hours; index++) {
            if (isCpuMeasured(index)) {
                sorted[count++] = means[index];
            }
        }
        if (count == 0) {
            return Double.POSITIVE_INFINITY;
        }
        Arrays.sort(sorted, 0, count);
        return percentile(sorted, count, limits.quietPercentile());
    }

    /** By the nearest rank. */
    private static double percentile(double[] sorted, int count, double percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * count) - 1)];
    }

    private static double orZero(double bytes) {
        return Double.isNaN(bytes) ? 0 : bytes;
    }

    private boolean isCpuMeasured(int index) {
        return !Double.isNaN(means[index]) && usage.cpuParts(index) >= partsNeeded;
    }

    /**
     * What makes the traffic of an instance background traffic, see {@link WorkHoursConfig}.
     *
     * @param steady what makes that of an hour steady
     * @param share of the hours that have to be steady, 0 to 1
     * @param change how many times as much as a quiet hour a busy one may have
     */
    record Background(HourQuantizer.SteadyTraffic steady, double share, double change) {

        /** The percentiles of a quiet and of a busy hour. */
        private static final double QUIET = 5;

        private static final double BUSY = 95;

        /** Bytes of an hour; 0 if there is none. */
        double of(InstanceHours usage, int partsNeeded, double percent) {
            double[] sorted = new double[usage.hours()];
            int count = 0;
            int steadyHours = 0;
            for (int index = 0; index < usage.hours(); index++) {
                if (usage.networkParts(index) >= partsNeeded && usage.hasNetwork(index)) {
                    sorted[count++] = usage.networkBytes(index);
                    steadyHours += usage.isSteady(index) ? 1 : 0;
                }
            }
            if (steadyHours == 0 || steadyHours < share * count) {
                return 0;
            }
            Arrays.sort(sorted, 0, count);
            boolean isAlike = percentile(sorted, count, BUSY) <= change * percentile(sorted, count, QUIET);
            return isAlike ? percentile(sorted, count, percent) : 0;
        }
    }

    /**
     * Definition of an hour at work, see {@link WorkHoursConfig}. Percentages are 0 to 100, shares 0 to 1.
     *
     * @param hours that are kept
     */
    record Limits(
            int hours,
            double busy,
            double peak,
            double aboveQuiet,
            double quietPercentile,
            double baseline,
            double network,
            Background background,
            double diskOperations,
            double samples,
            int recurringDays,
            double recurringWorkingDays,
            InstanceTypeTable baselines)
            implements Function<InstanceSnapshot, WorkHours> {

        static Limits of(WorkHoursConfig config, int hours) {
            return new Limits(
                    hours,
                    config.busy(),
                    config.peak(),
                    config.aboveQuiet(),
                    config.quietPercentile(),
                    config.baseline(),
                    config.network(),
                    new Background(
                            new HourQuantizer.SteadyTraffic(
                                    config.network() / Hour.PER_DAY,
                                    config.background(),
                                    config.backgroundSpread(),
                                    config.backgroundSent()),
                            config.backgroundHours(),
                            config.backgroundChange()),
                    config.diskOperations(),
                    config.samples(),
                    config.recurringDays(),
                    config.recurringWorkingDays(),
                    InstanceTypeTable.baselines());
        }

        /** The values with which hours are compared, and which the rounding of stored hours respects. */
        HourQuantizer.Limits hourLimits() {
            double[] means = DoubleStream.concat(
                            DoubleStream.of(busy),
                            baselines.numbers().values().stream().mapToDouble(known -> known * baseline))
                    .distinct()
                    .toArray();
            return new HourQuantizer.Limits(
                    means,
                    new double[] {peak},
                    new double[] {network},
                    new InstanceDisk.Limits(diskOperations, samples),
                    background.steady());
        }

        /** Computes the hours at work of an instance; {@link InstanceSnapshot#derived} caches them. */
        @Override
        public WorkHours apply(InstanceSnapshot snapshot) {
            return new WorkHours(snapshot, this);
        }
    }
}
