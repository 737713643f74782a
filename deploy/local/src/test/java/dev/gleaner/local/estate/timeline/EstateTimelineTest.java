package dev.gleaner.local.estate.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.ResourcePoint;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EstateTimelineTest {

    private static final Instant END = Instant.parse("2026-03-18T16:37:12Z");
    private static final Instant ROUND_END = Instant.parse("2026-03-18T16:35:00Z");

    @Test
    void shouldEndAtWholeFiveMinutesAndStartAtMidnight() {
        EstateTimeline estateTimeline = replay(List.of(), SeriesShape.flat(1, 0));

        assertThat(estateTimeline.end()).isEqualTo(ROUND_END);
        assertThat(estateTimeline.start()).isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
    }

    @Test
    void shouldBeSilentBeforeLaunchAndWhileStopped() {
        EstateTimeline estateTimeline = replay(
                List.of(
                        EstateEvent.of(EstateEvent.ApiCall.RUN_INSTANCES, "a", new EstateTime("-PT3H")),
                        EstateEvent.of(EstateEvent.ApiCall.STOP_INSTANCES, "a", new EstateTime("-PT2H")),
                        EstateEvent.of(EstateEvent.ApiCall.START_INSTANCES, "a", new EstateTime("-PT1H"))),
                SeriesShape.flat(1, 0));

        assertThat(count(estateTimeline, "PT4H", "PT3H")).isZero();
        assertThat(count(estateTimeline, "PT3H", "PT2H")).isEqualTo(12);
        assertThat(count(estateTimeline, "PT2H", "PT1H")).isZero();
        assertThat(count(estateTimeline, "PT1H", "PT0S")).isEqualTo(12);
    }

    @Test
    void shouldTellOfVolumesOnlyWhileTheyAreAttached() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","size":10,"created":"-P9D",
                             "uses":[{"instance":"a","from":"-PT3H","until":"-PT2H"}]}],
                 "vpcs":[{"name":"net","region":"eu-west-3","natGateways":["nat"],"loadBalancers":["front"],
                          "endpoints":[{"name":"keys","service":"kms","type":"interface"}]}],
                 "logGroups":[{"name":"/logs","region":"us-east-1","bytes":1,"created":"-PT2H"}],
                 "series":[{"resource":"v","metric":"VolumeReadOps","shape":{"level":300}},
                           {"resource":"nat","metric":"BytesInFromSource","shape":{"level":7}},
                           {"resource":"front","metric":"ConsumedLCUs","shape":{"level":3}},
                           {"resource":"keys","metric":"BytesProcessed","shape":{"level":2}},
                           {"resource":"/logs","metric":"IncomingBytes","shape":{"level":5}}]}""");
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, END);

        Map<String, List<ResourcePoint>> points = Stream.of(EstateMetric.Source.values())
                .flatMap(source ->
                        estateTimeline.resourcePoints(source, ROUND_END.minusSeconds(4 * 3600), ROUND_END).stream())
                .collect(Collectors.groupingBy(ResourcePoint::resource));

        assertThat(points.get("v")).hasSize(60).allMatch(point -> point.sample().sum() == 300);
        assertThat(List.of("nat", "front", "keys"))
                .allSatisfy(name -> assertThat(points.get(name))
                        .hasSize(48)
                        .allMatch(point -> point.region().equals("eu-west-3")));
        assertThat(points.get("/logs")).hasSize(24);
        assertThat(estate.instancesAlone().series()).isEmpty();
    }

    @Test
    void shouldGiveTheSamePointsHoweverTheTimeIsCut() {
        EstateTimeline estateTimeline =
                replay(List.of(), SeriesShape.flat(10, 0.3).withLost(0.1).withDaily(0.4));
        EstateInstance estateInstance = estateTimeline.estate().require("a");
        List<EstateTimeline.MetricPoint> whole =
                estateTimeline.points(estateInstance, ROUND_END.minusSeconds(7200), ROUND_END.plusSeconds(7200));

        List<EstateTimeline.MetricPoint> first =
                estateTimeline.points(estateInstance, ROUND_END.minusSeconds(7200), ROUND_END);
        List<EstateTimeline.MetricPoint> second =
                estateTimeline.points(estateInstance, ROUND_END, ROUND_END.plusSeconds(7200));

        assertThat(whole)
                .startsWith(first.toArray(EstateTimeline.MetricPoint[]::new))
                .endsWith(second.toArray(EstateTimeline.MetricPoint[]::new));
        assertThat(whole).hasSize(first.size() + second.size()).hasSizeBetween(36, 47);
    }

    @Test
    void shouldKeepStatisticsInOrder() {
        EstateTimeline estateTimeline = replay(List.of(), SeriesShape.flat(95, 0.3));

        assertThat(estateTimeline.points(
                        estateTimeline.estate().require("a"), estateTimeline.start(), estateTimeline.end()))
                .allSatisfy(p -> assertThat(p.sample().mean())
                        .isBetween(p.sample().min() - 1e-4, p.sample().max() + 1e-4))
                .allSatisfy(p -> assertThat(p.sample().max()).isBetween(0.0, 100.0));
    }

    @Test
    void shouldCarryWorkOverMidnight() {
        SeriesShape night = SeriesShape.flat(1, 0)
                .withWeekly(SeriesShape.Weekly.everyDay(java.time.LocalTime.of(23, 0), Duration.ofHours(3), 60));
        EstateTimeline estateTimeline = replay(List.of(), night);
        Instant midnight = Instant.parse("2026-03-18T00:00:00Z");

        assertThat(estateTimeline.points(
                        estateTimeline.estate().require("a"), midnight.minusSeconds(7200), midnight.plusSeconds(10800)))
                .filteredOn(p -> p.sample().mean() > 50)
                .hasSize(36);
    }

    @Test
    void shouldRepeatValuesOfAWeekAgoAfterTheLast() {
        List<Double> days = new java.util.ArrayList<>();
        for (int hour = 0; hour < 14 * 24; hour++) {
            days.add((double) hour);
        }
        EstateSeries series = new EstateSeries(
                "a", EstateMetric.CPU_UTILIZATION, new EstateTime("-P14D"), 3600, days, List.of(), List.of(), null);
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate(List.of(), series), END);

        assertThat(estateTimeline.points(estateTimeline.estate().require("a"), ROUND_END, ROUND_END.plusSeconds(7200)))
                .extracting(p -> p.sample().mean())
                .containsExactly(7 * 24.0, 7 * 24.0 + 1);
    }

    private static long count(EstateTimeline estateTimeline, String fromAge, String toAge) {
        EstateInstance estateInstance = estateTimeline.estate().require("a");
        return estateTimeline
                .points(
                        estateInstance,
                        ROUND_END.minus(Duration.parse(fromAge)),
                        ROUND_END.minus(Duration.parse(toAge)))
                .size();
    }

    private static EstateTimeline replay(List<EstateEvent> events, SeriesShape shape) {
        return EstateTimeline.endingAt(
                estate(events, EstateSeries.shaped("a", EstateMetric.CPU_UTILIZATION, shape)), END);
    }

    private static Estate estate(List<EstateEvent> events, EstateSeries series) {
        EstateInstance estateInstance = new EstateInstance(
                "a",
                EstateInstance.DEFAULT_ACCOUNT,
                "us-east-1",
                "us-east-1a",
                "m5.large",
                Map.of(),
                EstateInstance.Platform.LINUX,
                EstateInstance.Market.ON_DEMAND,
                EstateInstance.State.RUNNING,
                null,
                null,
                null);
        return new Estate("test", 5, 14, List.of(estateInstance), List.of(series), events, ExpectedFindings.nothing());
    }
}
