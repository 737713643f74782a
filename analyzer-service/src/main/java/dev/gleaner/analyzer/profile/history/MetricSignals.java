package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Signals with values of metrics.
 *
 * @param <H> what is kept of them
 */
public interface MetricSignals<H extends History> extends UsageSignals<H> {

    /** Above what any volume or network can do in an hour, bytes; sums stay far below the limit of a long. */
    double MOST_PER_PERIOD = 1e17;

    /** Whether a signal has values of metrics. */
    static boolean isMetric(Signal signal) {
        return signal.hasMetric() || signal.hasMetricSet();
    }

    @Override
    default void check(Signal signal) throws MalformedSignalException {
        MalformedSignalException.unlessName(signal.getMetricSet().getPart(), "metrics need a part of one line");
        for (Metric metric : SignalMetrics.of(signal)) {
            check(metric);
        }
    }

    /** Throws when a metric contradicts itself. */
    default void check(Metric metric) throws MalformedSignalException {
        MalformedSignalException.unless(
                metric.getSumCount() == metric.getIndexCount(), "the columns of a metric differ in length");
        MalformedSignalException.unless(
                metric.getPeriod() > 0 && metric.getPeriod() * 1000L <= Hour.MILLIS,
                "the period of a metric must be between a second and an hour");
        MalformedSignalException.unless(metric.getStart() > 0, "a metric needs a start");
        for (int point = 0; point < metric.getIndexCount(); point++) {
            MalformedSignalException.unless(metric.getIndex(point) >= 0, "a metric has a negative index");
            MalformedSignalException.unless(
                    metric.getSum(point) >= 0 && metric.getSum(point) <= MOST_PER_PERIOD, "a metric has no valid sum");
        }
    }

    @Override
    default Hour earliest(Signal signal) {
        return SignalMetrics.of(signal).stream()
                .flatMap(metric -> hours(metric).stream())
                .min(Comparator.naturalOrder())
                .orElseGet(() -> Hour.knowing(signal.getObservedAt()));
    }

    /** The hours that the periods of a metric touch. */
    static Set<Hour> hours(Metric metric) {
        Set<Hour> hours = new TreeSet<>();
        long period = metric.getPeriod() * 1000L;
        for (int index : metric.getIndexList()) {
            long from = metric.getStart() + index * period;
            hours.add(Hour.of(from));
            hours.add(Hour.of(from + period - 1));
        }
        return hours;
    }
}
