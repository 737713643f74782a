package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.MetricSignals;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of an Auto Scaling group, in periods that divide an hour, of which a repeated one counts once; and the number of its instances in
 * a listing, as it is needed where CloudWatch does not have it.
 */
public final class ScalingGroupMetrics implements MetricSignals<HourlyCounterHistory> {

    @Override
    public boolean includes(Signal signal) {
        return SignalMetrics.of(signal).stream()
                .anyMatch(metric -> ScalingGroupSnapshot.METRICS.contains(metric.getMetric()));
    }

    @Override
    public void check(Metric metric) throws MalformedSignalException {
        MetricSignals.super.check(metric);
        if (ScalingGroupSnapshot.METRICS.contains(metric.getMetric())) {
            MalformedSignalException.unless(
                    metric.getMeanCount() == metric.getIndexCount()
                            && metric.getMaximumCount() == metric.getIndexCount(),
                    "the columns of a metric differ in length");
            MalformedSignalException.unless(
                    metric.getMeanList().stream().allMatch(ScalingGroupMetrics::isValid)
                            && metric.getMaximumList().stream().allMatch(ScalingGroupMetrics::isValid),
                    "a metric has no valid value");
        }
    }

    /** No number is not 0. */
    private static boolean isValid(double value) {
        return value >= 0 && value <= MOST_PER_PERIOD;
    }

    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            boolean isLoad = metric.getMetric().equals(ScalingGroupSnapshot.CPU);
            if (!isLoad && !metric.getMetric().equals(ScalingGroupSnapshot.IN_SERVICE)) {
                continue;
            }
            for (int i = 0; i < metric.getIndexCount(); i++) {
                long time = metric.getStart() + 1000L * metric.getIndex(i) * metric.getPeriod();
                Hour hour = Hour.of(time);
                if (hour.isLate(closed)) {
                    late++;
                    continue;
                }
                timeline.usedIn(hour);
                if (isLoad) {
                    long load = (long) Math.ceil(metric.getMean(i) * ScalingGroupSnapshot.HUNDREDTHS);
                    counters.put(
                            hour,
                            List.of(
                                    numbered(ScalingGroupSnapshot.CPU_SUM, time, load),
                                    numbered(ScalingGroupSnapshot.CPU_PERIODS, time, 1),
                                    numbered(ScalingGroupSnapshot.CPU_MAXIMUM, hour.startMillis(), load)));
                } else {
                    long number = (long) Math.ceil(metric.getMaximum(i));
                    counters.put(
                            hour,
                            List.of(numbered(ScalingGroupSnapshot.IN_SERVICE_MAXIMUM, hour.startMillis(), number)));
                }
            }
        }
        return late;
    }

    /** The group exists by the time of the listing, and not from the start of its hour. */
    @Override
    public void foldListing(
            HourlyCounterHistory counters, ProfileTimeline timeline, Signal listing, @Nullable Hour closed) {
        Hour hour = Hour.knowing(listing.getObservedAt());
        if (!hour.isLate(closed)) {
            long number = listing.getInventory().getScalingGroup().getInstancesCount();
            timeline.seen(hour);
            counters.put(hour, List.of(numbered(ScalingGroupSnapshot.LISTED_MAXIMUM, hour.startMillis(), number)));
        }
    }

    /** A value of a counter, of which the largest one with the same number counts, and those of different numbers add up. */
    private static CounterSample numbered(CounterKey counter, long number, long value) {
        return new CounterSample(CounterSample.id(counter.metric(), number), 0, counter, value);
    }
}
