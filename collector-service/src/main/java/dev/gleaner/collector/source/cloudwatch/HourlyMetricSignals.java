package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Combines points into one metric per name and hour, and the metrics of a resource into one signal. The metrics of a
 * signal are in the order of their hours, so that the same points give the same signals in whatever order they were
 * added.
 */
public final class HourlyMetricSignals {

    /**
     * Bytes of the metrics in one signal; further ones are in another signal. Two days of five-minute points of an
     * instance, or an hour of minutes of all its metrics; a record has to stay well below the broker's limit.
     */
    static final int LARGEST_SIGNAL = 64 * 1024;

    private final String source;
    private final Duration period;
    private final Map<Resource, SortedMap<Hour, SortedMap<Integer, MetricPoint>>> resources = new LinkedHashMap<>();

    public HourlyMetricSignals(String source, Duration period) {
        this.source = source;
        this.period = period;
    }

    public void add(MetricPoint point) {
        resources
                .computeIfAbsent(Resource.of(point.series()), resource -> new TreeMap<>(Hour.ORDER))
                .computeIfAbsent(Hour.of(point), hour -> new TreeMap<>())
                .merge(point.index(period), point, MetricPoint::preferred);
    }

    /** Signals of all points so far. */
    public List<Signal> signals(String place, Instant observedAt) {
        List<Signal> signals = new ArrayList<>();
        resources.forEach((resource, hours) -> {
            Signal common = resource.signal()
                    .setSource(source)
                    .setObservedAt(observedAt.toEpochMilli())
                    .setPlace(Place.newBuilder().setName(place))
                    .build();
            sets(hours)
                    .forEach(set ->
                            signals.add(common.toBuilder().setMetricSet(set).build()));
        });
        return signals;
    }

    private List<MetricSet> sets(SortedMap<Hour, SortedMap<Integer, MetricPoint>> hours) {
        List<MetricSet> sets = new ArrayList<>();
        MetricSet.Builder set = MetricSet.newBuilder();
        int size = 0;
        for (Map.Entry<Hour, SortedMap<Integer, MetricPoint>> hour : hours.entrySet()) {
            Metric metric = metric(hour.getKey(), hour.getValue());
            size += metric.getSerializedSize();
            if (size > LARGEST_SIGNAL && set.getMetricsCount() > 0) {
                sets.add(set.build());
                set = MetricSet.newBuilder();
                size = metric.getSerializedSize();
            }
            set.addMetrics(metric);
        }
        sets.add(set.build());
        return sets;
    }

    private Metric metric(Hour hour, SortedMap<Integer, MetricPoint> points) {
        Metric.Builder metric = Metric.newBuilder()
                .setMetric(hour.metric())
                .setUnit(hour.unit())
                .setPeriod(Math.toIntExact(period.toSeconds()))
                .setStart(hour.start().toEpochMilli());
        points.forEach((index, point) -> metric.addIndex(index)
                .addMean(point.mean())
                .addMaximum(point.maximum())
                .addSum(point.sum())
                .addCount(point.count()));
        return metric.build();
    }

    private record Resource(String arn, String account, String region) {

        static Resource of(MetricPoint.Series series) {
            return new Resource(series.resource(), series.account(), series.region());
        }

        Signal.Builder signal() {
            return Signal.newBuilder().setResource(arn).setAccount(account).setRegion(region);
        }
    }

    /** One metric of a resource in one hour. */
    private record Hour(Instant start, String metric, String unit) {

        static final Comparator<Hour> ORDER =
                Comparator.comparing(Hour::start).thenComparing(Hour::metric).thenComparing(Hour::unit);

        static Hour of(MetricPoint point) {
            return new Hour(
                    point.hour(), point.series().metric(), point.series().unit());
        }
    }
}
