package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.HourlyMetricWindow;
import dev.gleaner.analyzer.profile.InstanceMetric;
import dev.gleaner.analyzer.profile.InstanceSnapshot;
import dev.gleaner.analyzer.profile.MetricHour;
import dev.gleaner.analyzer.rule.RuleNumbers;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What CPU and network of an instance did in the hours that are remembered, and in which of them it was at work. An hour
 * of which too few points came counts as absent, but work that was seen in it counts. "The last hours" include the judged
 * one. What is expensive is computed when it is first asked for: most instances are busy, and their mean tells it.
 */
final class WorkHours {

    private final Limits limits;
    private final int hours;
    private final Hour from;
    private final HourlyMetricWindow cpu;
    private final HourlyMetricWindow in;
    private final HourlyMetricWindow out;
    private final double baseline;
    private @Nullable BitSet atWork;

    WorkHours(InstanceSnapshot snapshot, Limits limits) {
        this.limits = limits;
        this.hours = limits.hours();
        this.cpu = snapshot.window(InstanceMetric.CPU, hours);
        this.in = snapshot.window(InstanceMetric.NETWORK_IN, hours);
        this.out = snapshot.window(InstanceMetric.NETWORK_OUT, hours);
        this.from = cpu.from();
        OptionalDouble known = limits.baselines().of(snapshot.facts().type());
        this.baseline = known.isPresent() ? known.getAsDouble() * limits.baseline() : Double.POSITIVE_INFINITY;
    }

    /** Mean of the hourly means of CPU in the last hours, percent; not a number when none was measured. */
    double mean(int last) {
        double sum = 0;
        int count = 0;
        for (int place = hours - last; place < hours; place++) {
            @Nullable MetricHour metricHour = cpu.slot(place);
            if (metricHour != null && isMeasured(metricHour)) {
                sum += metricHour.mean();
                count++;
            }
        }
        return sum / count;
    }

    /** Hours among the last ones whose mean CPU is that of work beyond any doubt. */
    int busy(int last) {
        return busy(hours - last, hours);
    }

    /** The same from one place on up to another, without that; place 0 is the earliest that is remembered. */
    int busy(int first, int end) {
        int busy = 0;
        for (int place = first; place < end; place++) {
            MetricHour metricHour = cpu.slot(place);
            busy += metricHour != null && metricHour.mean() >= limits.busy() ? 1 : 0;
        }
        return busy;
    }

    /** How many of the last hours have enough points of CPU. */
    int cpuMeasured(int last) {
        return cpuMeasured(hours - last, hours);
    }

    /** The same from one place on up to another, without that. */
    int cpuMeasured(int first, int end) {
        int measured = 0;
        for (int place = first; place < end; place++) {
            measured += isMeasured(cpu.slot(place)) ? 1 : 0;
        }
        return measured;
    }

    /** How many of the last hours have enough points of both directions of the network. */
    int networkMeasured(int last) {
        int measured = 0;
        for (int place = hours - last; place < hours; place++) {
            measured += isMeasured(in.slot(place)) && isMeasured(out.slot(place)) ? 1 : 0;
        }
        return measured;
    }

    /** The most bytes, in and out, of any 24 consecutive hours among the last ones. */
    double highestDay(int last) {
        double highest = 0;
        double bytes = 0;
        for (int place = hours - last; place < hours; place++) {
            bytes += bytes(place);
            if (place - Hour.PER_DAY >= hours - last) {
                bytes -= bytes(place - Hour.PER_DAY);
            }
            highest = Math.max(highest, bytes);
        }
        return highest;
    }

    /** Hours at work among the last ones. */
    int atWork(int last) {
        return atWork(hours - last, hours);
    }

    /** The same from one place on up to another, without that. */
    int atWork(int first, int end) {
        return atWork().get(first, end).cardinality();
    }

    /** How long ago its last hour at work ended, in hours; empty when none is remembered. */
    OptionalInt sinceWork() {
        int last = atWork().length();
        return last == 0 ? OptionalInt.empty() : OptionalInt.of(hours - last);
    }

    /** In which hours of the week it was at work, in each of the last two windows of that many hours. */
    WeekPattern pattern(int window) {
        return WeekPattern.of(week(hours - 2 * window, hours - window), week(hours - window, hours), limits);
    }

    private BitSet week(int first, int end) {
        BitSet week = new BitSet(WeekPattern.HOURS);
        for (int place = atWork().nextSetBit(first);
                place >= 0 && place < end;
                place = atWork().nextSetBit(place + 1)) {
            week.set(WeekPattern.hourOfWeek(from.plus(place)));
        }
        return week;
    }

    private BitSet atWork() {
        BitSet known = atWork;
        if (known == null) {
            known = new BitSet(hours);
            double quiet = quiet();
            for (int place = 0; place < hours; place++) {
                known.set(place, isWork(cpu.slot(place), quiet) || bytes(place) >= limits.network());
            }
            atWork = known;
        }
        return known;
    }

    private boolean isWork(@Nullable MetricHour metricHour, double quiet) {
        return metricHour != null
                && (metricHour.mean() >= limits.busy()
                        || metricHour.maximum() >= limits.peak()
                        || metricHour.mean() >= baseline
                        || RuleNumbers.to3(metricHour.mean() - quiet) >= limits.aboveQuiet());
    }

    /** The instance's own quiet level: a percentile (nearest rank) of its hourly means; not a number when there is none. */
    private double quiet() {
        double[] means = new double[hours];
        int count = 0;
        for (int place = 0; place < hours; place++) {
            @Nullable MetricHour metricHour = cpu.slot(place);
            if (metricHour != null && isMeasured(metricHour)) {
                means[count++] = metricHour.mean();
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        Arrays.sort(means, 0, count);
        int rank = (int) Math.ceil(limits.quietPercentile() / 100 * count);
        return means[Math.max(0, rank - 1)];
    }

    private double bytes(int place) {
        MetricHour received = in.slot(place);
        MetricHour sent = out.slot(place);
        return (received == null ? 0 : received.sum()) + (sent == null ? 0 : sent.sum());
    }

    private boolean isMeasured(@Nullable MetricHour metricHour) {
        return metricHour != null && metricHour.coverage() >= limits.samples();
    }

    /**
     * What an hour at work is. Percent is 0-100, a part 0-1; see {@link WorkHoursConfig}.
     *
     * @param hours looked back
     */
    record Limits(
            int hours,
            double busy,
            double peak,
            double aboveQuiet,
            double quietPercentile,
            double baseline,
            double network,
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
                    config.samples(),
                    config.recurringDays(),
                    config.recurringWorkingDays(),
                    InstanceTypeTable.baselines());
        }

        /** The hours at work of an instance; use {@link InstanceSnapshot#derived} to compute them once. */
        @Override
        public WorkHours apply(InstanceSnapshot snapshot) {
            return new WorkHours(snapshot, this);
        }
    }
}
