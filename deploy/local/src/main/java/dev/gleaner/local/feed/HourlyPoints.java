package dev.gleaner.local.feed;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.reducing;

import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Metric;
import dev.gleaner.local.estate.Point;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Sample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/**
 * Puts whole hours into the stand-in's CloudWatch, one point an hour: it reads all its points for each question, so it
 * gets few. Each is a statistic set, so that Average, Maximum and Sum of the hour are right.
 */
final class HourlyPoints {

    private static final String NAMESPACE = "AWS/EC2";
    private static final int MOST_IN_A_CALL = 150;

    private final Replay replay;
    private final Identities identities;
    private final AwsClients clients;

    HourlyPoints(Replay replay, Identities identities, AwsClients clients) {
        this.replay = replay;
        this.identities = identities;
        this.clients = clients;
    }

    /** Puts the hours that start in [from, to), both at the top of an hour, of resources that run. */
    void put(Instant from, Instant to, Predicate<Resource> running) {
        Map<String, List<MetricDatum>> byRegion = new TreeMap<>();
        for (Resource resource : replay.estate().resources()) {
            if (running.test(resource)) {
                byRegion.computeIfAbsent(resource.region(), any -> new ArrayList<>())
                        .addAll(data(resource, from, to));
            }
        }
        byRegion.forEach(this::put);
    }

    private void put(String region, List<MetricDatum> data) {
        CloudWatchClient cloudWatch = clients.cloudWatch(region);
        for (int i = 0; i < data.size(); i += MOST_IN_A_CALL) {
            List<MetricDatum> part = data.subList(i, Math.min(data.size(), i + MOST_IN_A_CALL));
            cloudWatch.putMetricData(r -> r.namespace(NAMESPACE).metricData(part));
        }
    }

    private List<MetricDatum> data(Resource resource, Instant from, Instant to) {
        Map<Hour, Optional<Sample>> hours = replay.points(resource, from, to).stream()
                .collect(groupingBy(Hour::of, TreeMap::new, mapping(Point::sample, reducing(Sample::plus))));
        List<MetricDatum> data = new ArrayList<>();
        hours.forEach((hour, sample) -> sample.ifPresent(s -> data.add(datum(hour, identities.id(resource), s))));
        return data;
    }

    private static MetricDatum datum(Hour hour, String instance, Sample sample) {
        return MetricDatum.builder()
                .metricName(hour.metric().awsName())
                .unit(hour.metric().unit())
                .timestamp(hour.start())
                .dimensions(
                        Dimension.builder().name("InstanceId").value(instance).build())
                .statisticValues(s -> s.sampleCount(sample.count())
                        .sum(sample.sum())
                        .minimum(sample.min())
                        .maximum(sample.max()))
                .build();
    }

    private record Hour(Metric metric, Instant start) implements Comparable<Hour> {

        static Hour of(Point point) {
            return new Hour(point.metric(), point.at().truncatedTo(ChronoUnit.HOURS));
        }

        @Override
        public int compareTo(Hour other) {
            int byMetric = metric.compareTo(other.metric);
            return byMetric == 0 ? start.compareTo(other.start) : byMetric;
        }
    }
}
