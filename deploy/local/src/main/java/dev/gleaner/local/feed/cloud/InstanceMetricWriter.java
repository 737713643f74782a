package dev.gleaner.local.feed.cloud;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.reducing;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Writes points of instances into the CloudWatch of the stand-in, few of them: those of an hour together, as a statistic set with the
 * correct average, maximum and sum of the hour, and the newest CPU and operations on volumes by themselves, by which the actuator decides whether an instance is quiet at
 * the moment. Of hosts whose last hours the actuator evaluates by five minutes, it writes these hours by five minutes instead: the sum of an
 * hour that is there in both forms would be twice what it is.
 */
final class InstanceMetricWriter {

    private static final String NAMESPACE = "AWS/EC2";
    /** Mean CPU, percent, below which the rules take an instance for idle. */
    private static final double QUIET_MEAN = 5;

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final StandInAwsClients clients;

    InstanceMetricWriter(EstateTimeline estateTimeline, EstateIdentities identities, StandInAwsClients clients) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.clients = clients;
    }

    /** Writes the hours that start in [from, to), both at the start of an hour, for running instances. */
    void put(Instant from, Instant to, Predicate<EstateInstance> running) {
        Map<String, List<StandInBulkWriter.Point>> byRegion = new TreeMap<>();
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            if (running.test(estateInstance)) {
                byRegion.computeIfAbsent(estateInstance.region(), any -> new ArrayList<>())
                        .addAll(data(estateInstance, from, to));
            }
        }
        byRegion.forEach(this::put);
    }

    /** Writes each five minutes that start in [from, to), for running instances. */
    void putMinutes(Instant from, Instant to, Predicate<EstateInstance> running) {
        Map<String, List<StandInBulkWriter.Point>> byRegion = new TreeMap<>();
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            if (running.test(estateInstance)) {
                List<EstateTimeline.MetricPoint> points =
                        new ArrayList<>(estateTimeline.points(estateInstance, from, to));
                points.addAll(estateTimeline.diskPoints(estateInstance, points));
                points.stream()
                        .filter(point -> point.metric() != EstateMetric.MEMORY_USED)
                        .map(point -> datum(point.metric(), point.at(), identities.id(estateInstance), point.sample()))
                        .forEach(byRegion.computeIfAbsent(estateInstance.region(), any -> new ArrayList<>())::add);
            }
        }
        byRegion.forEach(this::put);
    }

    /** Writes the CPU and the operations on volumes of the five minutes that end at a time, for running instances. */
    void putNewest(Instant to, Predicate<EstateInstance> running) {
        Map<String, List<StandInBulkWriter.Point>> byRegion = new TreeMap<>();
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            if (running.test(estateInstance)) {
                byRegion.computeIfAbsent(estateInstance.region(), any -> new ArrayList<>())
                        .addAll(newest(estateInstance, to));
            }
        }
        byRegion.forEach(this::put);
    }

    private void put(String region, List<StandInBulkWriter.Point> points) {
        clients.bulk().putPoints(region, NAMESPACE, points);
    }

    /** Of hours before the last day CPU and network, and only of a quiet instance: nothing else can be approved that looks at them. */
    private List<StandInBulkWriter.Point> data(EstateInstance estateInstance, Instant from, Instant to) {
        Instant lastDay = to.minus(Duration.ofDays(1)).isBefore(from) ? from : to.minus(Duration.ofDays(1));
        List<EstateTimeline.MetricPoint> earlier = estateTimeline.points(estateInstance, from, lastDay);
        // No action reads the memory.
        List<EstateTimeline.MetricPoint> points = new ArrayList<>(estateTimeline.points(estateInstance, lastDay, to));
        points.addAll(estateTimeline.diskPoints(estateInstance, points));
        if (isQuiet(earlier)) {
            points.addAll(earlier);
        }
        Map<Hour, Optional<StatisticSet>> hours = points.stream()
                .filter(point -> point.metric() != EstateMetric.MEMORY_USED)
                .collect(groupingBy(
                        Hour::of,
                        TreeMap::new,
                        mapping(EstateTimeline.MetricPoint::sample, reducing(StatisticSet::plus))));
        List<StandInBulkWriter.Point> data = new ArrayList<>();
        hours.forEach((hour, sample) ->
                sample.ifPresent(s -> data.add(datum(hour.metric(), hour.start(), identities.id(estateInstance), s))));
        return data;
    }

    private static boolean isQuiet(List<EstateTimeline.MetricPoint> points) {
        return points.stream()
                        .filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION)
                        .mapToDouble(
                                point -> point.sample().sum() / point.sample().count())
                        .average()
                        .orElse(0)
                < QUIET_MEAN;
    }

    private List<StandInBulkWriter.Point> newest(EstateInstance estateInstance, Instant to) {
        List<EstateTimeline.MetricPoint> points =
                estateTimeline.points(estateInstance, to.minusSeconds(EstateSeries.FIVE_MINUTES), to);
        return Stream.concat(
                        points.stream().filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION),
                        estateTimeline.diskPoints(estateInstance, points).stream())
                .map(point -> datum(point.metric(), point.at(), identities.id(estateInstance), point.sample()))
                .toList();
    }

    private static StandInBulkWriter.Point datum(
            EstateMetric metric, Instant start, String instance, StatisticSet statisticSet) {
        return new StandInBulkWriter.Point(
                metric.awsName(), metric.unit(), start, Map.of("InstanceId", instance), statisticSet);
    }

    private record Hour(EstateMetric metric, Instant start) implements Comparable<Hour> {

        static Hour of(EstateTimeline.MetricPoint point) {
            return new Hour(point.metric(), point.at().truncatedTo(ChronoUnit.HOURS));
        }

        @Override
        public int compareTo(Hour other) {
            int byMetric = metric.compareTo(other.metric);
            return byMetric == 0 ? start.compareTo(other.start) : byMetric;
        }
    }
}
