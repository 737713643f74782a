package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Combines points into one signal per resource, metric and hour. */
public final class HourlyMetricSignals {

    private final String source;
    private final Duration period;
    private final Map<Hour, SortedMap<Integer, MetricPoint>> hours = new LinkedHashMap<>();

    public HourlyMetricSignals(String source, Duration period) {
        this.source = source;
        this.period = period;
    }

    public void add(MetricPoint point) {
        hours.computeIfAbsent(new Hour(point.series(), point.hour()), hour -> new TreeMap<>())
                .merge(point.index(period), point, MetricPoint::preferred);
    }

    /** Signals of all points so far. */
    public List<Signal> signals(String place, Instant observedAt) {
        List<Signal> signals = new ArrayList<>();
        hours.forEach((hour, points) -> signals.add(signal(hour, points)
                .setSource(source)
                .setObservedAt(observedAt.toEpochMilli())
                .setPlace(Place.newBuilder().setName(place))
                .build()));
        return signals;
    }

    private Signal.Builder signal(Hour hour, SortedMap<Integer, MetricPoint> points) {
        MetricPoint.Series series = hour.series();
        Metric.Builder metric = Metric.newBuilder()
                .setMetric(series.metric())
                .setUnit(series.unit())
                .setPeriod(Math.toIntExact(period.toSeconds()))
                .setStart(hour.start().toEpochMilli());
        points.forEach((index, point) -> metric.addIndex(index)
                .addMean(point.mean())
                .addMaximum(point.maximum())
                .addSum(point.sum())
                .addCount(point.count()));
        return Signal.newBuilder()
                .setResource(series.resource())
                .setAccount(series.account())
                .setRegion(series.region())
                .setMetric(metric);
    }

    private record Hour(MetricPoint.Series series, Instant start) {}
}
