package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.MetricDimensions;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.ResourcePoint;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the hours of the metrics for which Gleaner asks CloudWatch into that of the stand-in, since the start of the estate. The points of
 * minutes that it streams are too many for a stand-in that scans all of them for each query.
 */
final class HourlyMetricWriter {

    private final EstateTimeline estateTimeline;
    private final MetricDimensions dimensions;
    private final StandInAwsClients clients;
    private Instant put;

    /** @param from the hours before are there already */
    HourlyMetricWriter(
            EstateTimeline estateTimeline, EstateIdentities identities, StandInAwsClients clients, Instant from) {
        this.estateTimeline = estateTimeline;
        this.dimensions = new MetricDimensions(estateTimeline.estate(), identities);
        this.clients = clients;
        this.put = from;
    }

    /** Writes the whole hours that end by this time and are missing. */
    void putUntil(Instant time) {
        Instant until = time.truncatedTo(ChronoUnit.HOURS);
        if (!until.isAfter(put)) {
            return;
        }
        Map<Hour, StatisticSet> hours = new TreeMap<>();
        Stream.of(EstateMetric.Source.values())
                .filter(EstateMetric.Source::isQueried)
                .flatMap(source -> estateTimeline.resourcePoints(source, put, until).stream())
                .forEach(point -> hours.merge(Hour.of(point), point.sample(), StatisticSet::plus));
        hours.entrySet()
                .removeIf(hour -> hour.getKey().metric().isAbsentWithoutTraffic()
                        && hour.getValue().sum() == 0);
        Map<String, Map<String, List<StandInBulkWriter.Point>>> data = new TreeMap<>();
        hours.forEach((hour, sample) -> data.computeIfAbsent(hour.region(), any -> new TreeMap<>())
                .computeIfAbsent(hour.metric().namespace(), any -> new ArrayList<>())
                .add(datum(hour, sample)));
        data.forEach((region, byNamespace) ->
                byNamespace.forEach((namespace, points) -> clients.bulk().putPoints(region, namespace, points)));
        put = until;
    }

    private StandInBulkWriter.Point datum(Hour hour, StatisticSet sample) {
        return new StandInBulkWriter.Point(
                hour.metric().awsName(),
                hour.metric().unit(),
                hour.start(),
                dimensions.of(hour.metric().source(), hour.resource()),
                sample);
    }

    private record Hour(String region, String resource, EstateMetric metric, Instant start)
            implements Comparable<Hour> {

        private static final Comparator<Hour> ORDER = Comparator.comparing(Hour::region)
                .thenComparing(Hour::resource)
                .thenComparing(Hour::metric)
                .thenComparing(Hour::start);

        static Hour of(ResourcePoint point) {
            return new Hour(
                    point.region(), point.resource(), point.metric(), point.at().truncatedTo(ChronoUnit.HOURS));
        }

        @Override
        public int compareTo(Hour other) {
            return ORDER.compare(this, other);
        }
    }
}
