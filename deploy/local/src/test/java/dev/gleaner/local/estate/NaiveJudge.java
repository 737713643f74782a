package dev.gleaner.local.estate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say of an instance at the end of an hour, computed straight from raw points by the definitions in
 * words: slow, and with no line of Gleaner's own rules in it.
 */
public final class NaiveJudge {

    private static final Duration DAY = Duration.ofDays(1);
    private static final double MOST_BYTES_A_DAY = 5_000_000;

    private final Resource resource;
    private final @Nullable Cards cards;
    private final Instant end;
    private final List<Occurrence> calls;
    private final NavigableMap<Instant, Sample> cpu;
    private final NavigableMap<Instant, Sample> network;
    private final Instant firstPoint;

    /** Of a resource, at full hours. */
    public NaiveJudge(Replay replay, Resource resource) {
        this.resource = resource;
        this.end = replay.end();
        this.cards = replay.estate().cards().stream()
                .filter(one -> one.resource().equals(resource.name()))
                .findFirst()
                .orElse(null);
        this.calls = replay.occurrences().stream()
                .filter(o -> o.resource().name().equals(resource.name()))
                .toList();
        List<Point> points =
                replay.points(resource, replay.start(), replay.end().plus(DAY));
        this.firstPoint = points.stream().map(Point::at).min(Instant::compareTo).orElse(Instant.MAX);
        this.cpu = hours(points, point -> point.metric() == Metric.CPU_UTILIZATION);
        this.network = hours(points, point -> point.metric() != Metric.CPU_UTILIZATION);
    }

    /** The verdict of {@code idle-instance}: finding, insufficient or nothing, with the reason. */
    public String idle(Instant hour) {
        Instant from = hour.minus(Duration.ofDays(7));
        if (!runsAt(hour)) {
            return "nothing: not running";
        }
        if (bornAt().isAfter(from)) {
            return "nothing: younger than 7 days";
        }
        if (busyHours(from, hour) > 0) {
            return "nothing: a busy hour";
        }
        if (peakHours(from, hour) > 3) {
            return "nothing: more than 3 peak hours";
        }
        if (wholeDays(from, hour).stream().anyMatch(day -> bytes(day) >= MOST_BYTES_A_DAY)) {
            return "nothing: a day of network";
        }
        if (cpu.subMap(from, hour).size() < 0.8 * 168) {
            return "insufficient: cpu coverage";
        }
        if (network.subMap(from, hour).size() < 0.8 * 168) {
            return "insufficient: network coverage";
        }
        if (mean(from, hour) >= 5) {
            return "nothing: mean";
        }
        return hasCards() ? idleCards(from, hour) : "finding";
    }

    /** The verdict of {@code idle-gpu}: finding or nothing, with the reason. */
    public String idleGpu(Instant hour) {
        String environment = resource.tags().getOrDefault("environment", "production");
        Duration window = environment.equals("production") ? DAY : Duration.ofHours(4);
        if (!runsAt(hour) || cards == null) {
            return "nothing: not running, or not read";
        }
        return loads(hour.minus(window), hour).anyMatch(CardLoad::works) ? "nothing: work" : "finding";
    }

    /** The verdict of {@code underused-gpu}: finding or nothing, with the reason. */
    public String underusedGpu(Instant hour) {
        if (!runsAt(hour) || cards == null) {
            return "nothing: not running, or not read";
        }
        List<CardLoad> week = loads(hour.minus(Duration.ofDays(7)), hour).toList();
        double mean = week.stream()
                .mapToDouble(load -> Math.max(load.utilization(), load.encoder()))
                .average()
                .orElseThrow();
        return week.stream().anyMatch(CardLoad::works) && mean < 50 ? "finding" : "nothing: idle, or used";
    }

    private String idleCards(Instant from, Instant to) {
        if (cards == null) {
            return "insufficient: cards";
        }
        boolean idle = loads(from, to).allMatch(load -> !load.works() && load.processes() == 0);
        return idle ? "finding" : "nothing: work or processes on cards";
    }

    private boolean hasCards() {
        return resource.type().matches("(p|g)\\d.*");
    }

    /** What the cards did, hour by hour. */
    private Stream<CardLoad> loads(Instant from, Instant to) {
        Cards read = Objects.requireNonNull(cards);
        return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(Duration.ofHours(1)))
                .map(at -> read.at(at, end));
    }

    /** The verdict of {@code sporadic-instance}: finding or nothing, with the reason. */
    public String sporadic(Instant hour) {
        Instant middle = hour.minus(Duration.ofDays(7));
        Instant from = hour.minus(Duration.ofDays(14));
        if (!runsAt(hour)) {
            return "nothing: not running";
        }
        if (bornAt().isAfter(from)) {
            return "nothing: younger than 14 days";
        }
        if (!worked(from, middle) || !worked(middle, hour)) {
            return "nothing: no work in both weeks";
        }
        return mean(from, hour) >= 5 ? "nothing: mean" : "finding";
    }

    private boolean worked(Instant from, Instant to) {
        return busyHours(from, to) > 0 || peakHours(from, to) > 3;
    }

    private boolean runsAt(Instant time) {
        String state = resource.state() == State.RUNNING || !calls.isEmpty() ? "running" : "stopped";
        for (Occurrence call : calls) {
            if (!call.at().isAfter(time)) {
                state = switch (call.event().name()) {
                    case STOP_INSTANCES -> "stopped";
                    case TERMINATE_INSTANCES -> "terminated";
                    case START_INSTANCES, RUN_INSTANCES -> "running";
                    case CREATE_TAGS -> state;
                };
            }
        }
        return state.equals("running");
    }

    private Instant bornAt() {
        @Nullable Instant run = null;
        for (Occurrence call : calls) {
            run = call.event().name() == Call.RUN_INSTANCES ? call.at() : run;
        }
        return run == null || firstPoint.isBefore(run) ? firstPoint : run;
    }

    private long busyHours(Instant from, Instant to) {
        return cpu.subMap(from, to).values().stream()
                .filter(s -> s.sum() / s.count() >= 20)
                .count();
    }

    private long peakHours(Instant from, Instant to) {
        return cpu.subMap(from, to).values().stream().filter(s -> s.max() >= 50).count();
    }

    private double mean(Instant from, Instant to) {
        return cpu.subMap(from, to).values().stream()
                .mapToDouble(s -> s.sum() / s.count())
                .average()
                .orElseThrow();
    }

    private static NavigableMap<Instant, Sample> hours(List<Point> points, Predicate<Point> which) {
        NavigableMap<Instant, Sample> hours = new TreeMap<>();
        points.stream()
                .filter(which)
                .forEach(point -> hours.merge(point.at().truncatedTo(ChronoUnit.HOURS), point.sample(), Sample::plus));
        return hours;
    }

    private static List<Instant> wholeDays(Instant from, Instant to) {
        List<Instant> days = new ArrayList<>();
        Instant day = from.truncatedTo(ChronoUnit.DAYS);
        for (; !day.plus(DAY).isAfter(to); day = day.plus(DAY)) {
            if (!day.isBefore(from)) {
                days.add(day);
            }
        }
        return days;
    }

    private double bytes(Instant day) {
        return network.subMap(day, day.plus(DAY)).values().stream()
                .mapToDouble(Sample::sum)
                .sum();
    }
}
