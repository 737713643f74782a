package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.analyzer.profile.history.MetricSignals;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the variants of an inference endpoint by the hour: invocations, and the load of the processors. Each variant is a part. A
 * repeated hour replaces the one that is known if its value is larger. Of the load the largest value of an hour is kept too.
 */
public final class VariantMetrics implements MetricSignals<HourlyCounterHistory> {

    /** Between the endpoint and the name of a variant in its ARN. */
    private static final String VARIANT = "/variant/";

    @Override
    public boolean includes(Signal signal) {
        return !variant(signal).isEmpty()
                && SignalMetrics.of(signal).stream()
                        .anyMatch(metric -> HourlyMetrics.isHourly(metric, InferenceEndpointSnapshot.METRICS));
    }

    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        String variant = variant(signal);
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            if (HourlyMetrics.isHourly(metric, InferenceEndpointSnapshot.METRICS)) {
                CounterKey sums = CounterKey.ofMetric(variant, metric.getMetric());
                late += HourlyMetrics.put(counters, timeline, sums, metric, metric::getSum, closed);
            }
            if (HourlyMetrics.isHourly(metric, InferenceEndpointSnapshot.WITH_MAXIMUM)) {
                CounterKey maxima =
                        CounterKey.ofMetric(variant, InferenceEndpointSnapshot.nameOfMaximum(metric.getMetric()));
                // Too late at the same time as the sums, which are counted. Rounded up, as the rules need an upper
                // limit.
                HourlyMetrics.put(
                        counters, timeline, maxima, metric, point -> Math.ceil(metric.getMaximum(point)), closed);
            }
        }
        return late;
    }

    /** The name in {@code endpoint/NAME/variant/VARIANT}; empty if the resource is no variant. */
    private static String variant(Signal signal) {
        Arn resource = Arn.parse(signal.getResource());
        String before = resource.root().resource() + VARIANT;
        return resource.resource().startsWith(before) ? resource.resource().substring(before.length()) : "";
    }
}
