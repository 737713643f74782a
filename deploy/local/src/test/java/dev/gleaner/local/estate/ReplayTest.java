package dev.gleaner.local.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final Instant END = Instant.parse("2026-03-18T16:37:12Z");
    private static final Instant ROUND_END = Instant.parse("2026-03-18T16:35:00Z");

    @Test
    void shouldEndAtWholeFiveMinutesAndStartAtMidnight() {
        Replay replay = replay(List.of(), Shape.flat(1, 0));

        assertThat(replay.end()).isEqualTo(ROUND_END);
        assertThat(replay.start()).isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
    }

    @Test
    void shouldBeSilentBeforeLaunchAndWhileStopped() {
        Replay replay = replay(
                List.of(
                        Event.of(Call.RUN_INSTANCES, "a", new When("-PT3H")),
                        Event.of(Call.STOP_INSTANCES, "a", new When("-PT2H")),
                        Event.of(Call.START_INSTANCES, "a", new When("-PT1H"))),
                Shape.flat(1, 0));

        assertThat(count(replay, "PT4H", "PT3H")).isZero();
        assertThat(count(replay, "PT3H", "PT2H")).isEqualTo(12);
        assertThat(count(replay, "PT2H", "PT1H")).isZero();
        assertThat(count(replay, "PT1H", "PT0S")).isEqualTo(12);
    }

    @Test
    void shouldGiveTheSamePointsHoweverTheTimeIsCut() {
        Replay replay = replay(List.of(), Shape.flat(10, 0.3).withLost(0.1).withDaily(0.4));
        Resource resource = replay.estate().require("a");
        List<Point> whole = replay.points(resource, ROUND_END.minusSeconds(7200), ROUND_END.plusSeconds(7200));

        List<Point> first = replay.points(resource, ROUND_END.minusSeconds(7200), ROUND_END);
        List<Point> second = replay.points(resource, ROUND_END, ROUND_END.plusSeconds(7200));

        assertThat(whole).startsWith(first.toArray(Point[]::new)).endsWith(second.toArray(Point[]::new));
        assertThat(whole).hasSize(first.size() + second.size()).hasSizeBetween(36, 47);
    }

    @Test
    void shouldKeepStatisticsInOrder() {
        Replay replay = replay(List.of(), Shape.flat(95, 0.3));

        assertThat(replay.points(replay.estate().require("a"), replay.start(), replay.end()))
                .allSatisfy(p -> assertThat(p.sample().mean())
                        .isBetween(p.sample().min() - 1e-4, p.sample().max() + 1e-4))
                .allSatisfy(p -> assertThat(p.sample().max()).isBetween(0.0, 100.0));
    }

    @Test
    void shouldCarryWorkOverMidnight() {
        Shape night = Shape.flat(1, 0)
                .withWeekly(Shape.Weekly.everyDay(java.time.LocalTime.of(23, 0), Duration.ofHours(3), 60));
        Replay replay = replay(List.of(), night);
        Instant midnight = Instant.parse("2026-03-18T00:00:00Z");

        assertThat(replay.points(
                        replay.estate().require("a"), midnight.minusSeconds(7200), midnight.plusSeconds(10800)))
                .filteredOn(p -> p.sample().mean() > 50)
                .hasSize(36);
    }

    @Test
    void shouldRepeatValuesOfAWeekAgoAfterTheLast() {
        List<Double> days = new java.util.ArrayList<>();
        for (int hour = 0; hour < 14 * 24; hour++) {
            days.add((double) hour);
        }
        Series series =
                new Series("a", Metric.CPU_UTILIZATION, new When("-P14D"), 3600, days, List.of(), List.of(), null);
        Replay replay = Replay.endingAt(estate(List.of(), series), END);

        assertThat(replay.points(replay.estate().require("a"), ROUND_END, ROUND_END.plusSeconds(7200)))
                .extracting(p -> p.sample().mean())
                .containsExactly(7 * 24.0, 7 * 24.0 + 1);
    }

    private static long count(Replay replay, String fromAge, String toAge) {
        Resource resource = replay.estate().require("a");
        return replay.points(resource, ROUND_END.minus(Duration.parse(fromAge)), ROUND_END.minus(Duration.parse(toAge)))
                .size();
    }

    private static Replay replay(List<Event> events, Shape shape) {
        return Replay.endingAt(estate(events, Series.shaped("a", Metric.CPU_UTILIZATION, shape)), END);
    }

    private static Estate estate(List<Event> events, Series series) {
        Resource resource = new Resource(
                "a",
                Resource.DEFAULT_ACCOUNT,
                "us-east-1",
                "us-east-1a",
                "m5.large",
                Map.of(),
                Platform.LINUX,
                Market.ON_DEMAND,
                State.RUNNING,
                null,
                null);
        return new Estate("test", 5, 14, List.of(resource), List.of(series), events, Truth.nothing());
    }
}
