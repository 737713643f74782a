package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.timeline.StatisticSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the hours of gateways, log groups, inference endpoints and inference profiles since the start of the estate into the CloudWatch of the stand-in. Volumes
 * are not written: only points of minutes show their peaks, which are too many for a stand-in that scans all of them for each
 * query. The metric stream has them.
 */
final class OtherMetricWriter {

    private static final List<EstateMetric.Source> SOURCES = List.of(
            EstateMetric.Source.NAT_GATEWAY,
            EstateMetric.Source.INTERFACE_ENDPOINT,
            EstateMetric.Source.LOAD_BALANCER,
            EstateMetric.Source.LOG_GROUP,
            EstateMetric.Source.INFERENCE_ENDPOINT,
            EstateMetric.Source.INFERENCE_PROFILE,
            EstateMetric.Source.SCALING_GROUP);

    /** Those with the name that they have in AWS. */
    private static final Set<EstateMetric.Source> NAMED = EnumSet.of(
            EstateMetric.Source.LOG_GROUP, EstateMetric.Source.INFERENCE_ENDPOINT, EstateMetric.Source.SCALING_GROUP);

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final StandInAwsClients clients;
    private Instant put;

    /** @param from the hours before are there already */
    OtherMetricWriter(
            EstateTimeline estateTimeline, EstateIdentities identities, StandInAwsClients clients, Instant from) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
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
        for (EstateMetric.Source source : SOURCES) {
            estateTimeline
                    .otherPoints(source, put, until)
                    .forEach(point -> hours.merge(Hour.of(point), point.sample(), StatisticSet::plus));
        }
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
                dimensions(hour.metric().source(), hour.resource()),
                sample);
    }

    private Map<String, String> dimensions(EstateMetric.Source source, String resource) {
        String id = NAMED.contains(source) ? resource : identities.id(resource);
        Map<String, String> dimensions = new HashMap<>();
        dimensions.put(source.dimension(), id);
        if (source == EstateMetric.Source.INFERENCE_ENDPOINT) {
            dimensions.put("VariantName", EstateInferenceEndpoint.VARIANT);
        }
        if (source == EstateMetric.Source.INTERFACE_ENDPOINT) {
            EstateVpc vpc = estateTimeline
                    .estate()
                    .vpcOfInterfaceEndpoint(resource)
                    .orElseThrow(() -> new IllegalArgumentException("no interface endpoint: " + resource));
            dimensions.put("Endpoint Type", EstateVpc.EndpointType.INTERFACE.awsName());
            dimensions.put("VPC Id", identities.id(vpc.name()));
            vpc.endpoints().stream()
                    .filter(endpoint -> resource.equals(endpoint.name()))
                    .forEach(endpoint -> dimensions.put("Service Name", endpoint.serviceName(vpc.region())));
        }
        return dimensions;
    }

    private record Hour(String region, String resource, EstateMetric metric, Instant start)
            implements Comparable<Hour> {

        private static final Comparator<Hour> ORDER = Comparator.comparing(Hour::region)
                .thenComparing(Hour::resource)
                .thenComparing(Hour::metric)
                .thenComparing(Hour::start);

        static Hour of(EstateTimeline.OtherPoint point) {
            return new Hour(
                    point.region(), point.resource(), point.metric(), point.at().truncatedTo(ChronoUnit.HOURS));
        }

        @Override
        public int compareTo(Hour other) {
            return ORDER.compare(this, other);
        }
    }
}
