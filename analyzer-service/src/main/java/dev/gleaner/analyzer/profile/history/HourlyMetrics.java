package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sums of metrics by the hour. Shorter periods would be counted beside them, and are left out. A repeated hour replaces the one that is
 * known if its value is larger.
 *
 * @param metrics that are counted, as signals name them
 */
public record HourlyMetrics(Set<String> metrics) implements MetricSignals<HourlyCounterHistory> {

    @Override
    public boolean includes(Signal signal) {
        return SignalMetrics.of(signal).stream().anyMatch(metric -> isHourly(metric, metrics));
    }

    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        String part = signal.getMetricSet().getPart();
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            if (isHourly(metric, metrics)) {
                CounterKey counter = CounterKey.ofMetric(part, metric.getMetric());
                late += put(counters, timeline, counter, metric, metric::getSum, closed);
            }
        }
        return late;
    }

    /** Whether a metric is one of these, with a value for each hour. */
    public static boolean isHourly(Metric metric, Set<String> names) {
        return names.contains(metric.getMetric()) && metric.getPeriod() * 1000L == Hour.MILLIS;
    }

    /**
     * Adds one value of each hour of a metric; returns how many were too late.
     *
     * @param value of a point by its place
     */
    public static int put(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            CounterKey counter,
            Metric metric,
            IntToDoubleFunction value,
            @Nullable Hour closed) {
        int late = 0;
        for (int i = 0; i < metric.getIndexCount(); i++) {
            Hour hour = Hour.of(metric.getStart() + metric.getIndex(i) * Hour.MILLIS);
            if (hour.isLate(closed)) {
                late++;
            } else {
                long id = CounterSample.id(counter.part() + '\n' + counter.metric(), hour.startMillis());
                timeline.usedIn(hour);
                counters.put(hour, List.of(new CounterSample(id, 0, counter, Math.round(value.applyAsDouble(i)))));
            }
        }
        return late;
    }
}
