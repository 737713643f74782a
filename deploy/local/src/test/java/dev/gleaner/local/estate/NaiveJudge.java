package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say of an instance at the end of an hour, computed straight from raw points by the definitions in
 * words: slow, and with no line of Gleaner's own rules in it.
 */
public final class NaiveJudge {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final double MOST_BYTES = 5_000_000;
    private static final int POINTS_OF_AN_HOUR = 10;

    /** Types of the estate, not burstable, whose next smaller type has half of the processors and the same GPUs. */
    private static final Set<String> HALVES = Set.of(
            "m5.xlarge",
            "m5.2xlarge",
            "m5.4xlarge",
            "m6i.2xlarge",
            "m6i.4xlarge",
            "c5.xlarge",
            "c5.2xlarge",
            "c5.4xlarge",
            "c6i.xlarge",
            "c6i.2xlarge",
            "c6a.2xlarge",
            "c6a.4xlarge",
            "r5.xlarge",
            "r5.2xlarge",
            "r5.4xlarge",
            "r6i.xlarge",
            "r6i.2xlarge",
            "g5.2xlarge",
            "g5.4xlarge");

    private final EstateInstance estateInstance;
    private final @Nullable HostGpus hostGpus;
    private final Instant end;
    private final List<EstateTimeline.TimedEvent> calls;
    private final NavigableMap<Instant, StatisticSet> cpu;
    private final NavigableMap<Instant, StatisticSet> network;
    private final NavigableMap<Instant, Double> received = new TreeMap<>();
    private final NavigableMap<Instant, Double> sent = new TreeMap<>();
    private final NavigableMap<Instant, Double> maxima = new TreeMap<>();
    private final NavigableMap<Instant, Double> memory = new TreeMap<>();
    private final Map<EstateMetric, Map<Instant, Long>> points = new EnumMap<>(EstateMetric.class);
    private final Instant firstPoint;

    /** Of a resource, at full hours. */
    public NaiveJudge(EstateTimeline estateTimeline, EstateInstance estateInstance) {
        this.estateInstance = estateInstance;
        this.end = estateTimeline.end();
        this.hostGpus = estateTimeline.estate().cards().stream()
                .filter(one -> one.resource().equals(estateInstance.name()))
                .findFirst()
                .orElse(null);
        this.calls = estateTimeline.occurrences().stream()
                .filter(o -> o.resource().name().equals(estateInstance.name()))
                .toList();
        List<EstateTimeline.MetricPoint> all = estateTimeline.points(
                estateInstance, estateTimeline.start(), estateTimeline.end().plus(DAY));
        this.firstPoint = all.stream()
                .map(EstateTimeline.MetricPoint::at)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        this.cpu = hours(all, point -> point.metric() == EstateMetric.CPU_UTILIZATION);
        this.network = hours(
                all, point -> point.metric() == EstateMetric.NETWORK_IN || point.metric() == EstateMetric.NETWORK_OUT);
        all.stream()
                .filter(point -> point.metric() == EstateMetric.NETWORK_IN)
                .forEach(point -> received.put(point.at(), point.sample().sum()));
        all.stream()
                .filter(point -> point.metric() == EstateMetric.NETWORK_OUT)
                .forEach(point -> sent.put(point.at(), point.sample().sum()));
        all.stream()
                .filter(point -> point.metric() == EstateMetric.MEMORY_USED)
                .forEach(point -> memory.merge(
                        point.at().truncatedTo(ChronoUnit.HOURS), point.sample().max(), Math::max));
        all.stream()
                .filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION)
                .forEach(point -> maxima.put(point.at(), point.sample().max()));
        all.forEach(point -> points.computeIfAbsent(point.metric(), metric -> new TreeMap<>())
                .merge(point.at().truncatedTo(ChronoUnit.HOURS), 1L, Long::sum));
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
        if (background(hour) == 0
                && daysOf24Hours(from, hour).stream().anyMatch(day -> bytes(day, DAY) >= MOST_BYTES)) {
            return "nothing: a day of network";
        }
        List<Instant> atWork = atWork(from, hour, hour);
        if (atWork.size() > 3) {
            return "nothing: more than 3 hours at work";
        }
        if (atWork.stream().anyMatch(one -> !one.isBefore(hour.minus(DAY)))) {
            return "nothing: work in the last 24 hours";
        }
        if (recurs(hour)) {
            return "nothing: work recurs";
        }
        if (measured(from, hour, EstateMetric.CPU_UTILIZATION) < 0.8 * 168) {
            return "insufficient: cpu coverage";
        }
        if (measured(from, hour, EstateMetric.NETWORK_IN) < 0.8 * 168
                || measured(from, hour, EstateMetric.NETWORK_OUT) < 0.8 * 168) {
            return "insufficient: network coverage";
        }
        if (!(mean(from, hour) < 5)) {
            return "nothing: mean";
        }
        return hasCards() ? idleCards(from, hour) : "finding";
    }

    /** The verdict of {@code idle-gpu} by the minutes before the end: finding or nothing, with the reason. */
    public String idleGpu(Instant hour) {
        String environment = estateInstance.tags().getOrDefault("environment", "production");
        Duration window = environment.equals("production") ? DAY : Duration.ofHours(1);
        if (!runsAt(hour) || hostGpus == null) {
            return "nothing: not running, or not read";
        }
        if (maxima.subMap(end.minus(window), end).values().stream().anyMatch(percent -> percent >= 50)) {
            return "nothing: a busy processor";
        }
        return loads(end.minus(window), end).anyMatch(HostGpus.Load::works) ? "nothing: work" : "finding";
    }

    /** The verdict of {@code underused-gpu}: finding or nothing, with the reason. */
    public String underusedGpu(Instant hour) {
        if (!runsAt(hour) || hostGpus == null) {
            return "nothing: not running, or not read";
        }
        List<HostGpus.Load> week = loads(hour.minus(Duration.ofDays(7)), hour).toList();
        double mean = week.stream()
                .mapToDouble(load -> Math.max(load.utilization(), load.encoder()))
                .average()
                .orElseThrow();
        return week.stream().anyMatch(HostGpus.Load::works) && mean < 50 ? "finding" : "nothing: idle, or used";
    }

    private String idleCards(Instant from, Instant to) {
        if (hostGpus == null) {
            return "insufficient: cards";
        }
        boolean idle = loads(from, to).allMatch(load -> !load.works() && load.processes() == 0);
        return idle ? "finding" : "nothing: work or processes on cards";
    }

    private boolean hasCards() {
        return estateInstance.type().matches("(p|g)\\d.*");
    }

    /** What the cards did, hour by hour. */
    private Stream<HostGpus.Load> loads(Instant from, Instant to) {
        HostGpus read = Objects.requireNonNull(hostGpus);
        return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(Duration.ofHours(1)))
                .map(at -> read.at(at, end));
    }

    /**
     * The verdict of {@code oversized-instance}: finding, insufficient or nothing, with the reason, by the nearest rank of the maxima in
     * 14 UTC days, and of the hourly maxima of the memory. Without the rules that come first.
     */
    public String oversized(Instant hour) {
        Instant to = hour.truncatedTo(ChronoUnit.DAYS);
        Instant from = to.minus(WEEK).minus(WEEK);
        if (!runsAt(hour)) {
            return "nothing: not running";
        }
        if (bornAt().isAfter(hour.minus(WEEK).minus(WEEK))) {
            return "nothing: younger than 14 days";
        }
        if (!HALVES.contains(estateInstance.type())) {
            return "nothing: no half of it";
        }
        List<Double> sorted = maxima.subMap(from, to).values().stream().sorted().toList();
        if (sorted.isEmpty() || sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1) * 2 >= 80) {
            return "nothing: it does not fit";
        }
        List<Double> used = memory.subMap(from, to).values().stream().sorted().toList();
        if (!used.isEmpty() && used.get((int) Math.ceil(0.99 * used.size()) - 1) * 2 >= 80) {
            return "nothing: its memory does not fit";
        }
        if (sorted.size() < 0.9 * 14 * 288) {
            return "insufficient: cpu coverage";
        }
        boolean isKnown = Stream.iterate(from, day -> day.isBefore(to), day -> day.plus(DAY))
                        .filter(day -> memory.subMap(day, day.plus(DAY)).size() >= 20)
                        .count()
                >= 0.8 * 14;
        return estateInstance.type().startsWith("r") && !isKnown ? "insufficient: memory" : "finding";
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
        if (!recurs(hour) && !(worked(from, middle, hour) && worked(middle, hour, hour))) {
            return "nothing: no work in both weeks";
        }
        if (hoursOfWeek(atWork(from, hour, hour)) > 0.75 * 168) {
            return "nothing: it works in most hours";
        }
        return mean(from, hour) < 5 ? "finding" : "nothing: mean";
    }

    private static long hoursOfWeek(List<Instant> hours) {
        return hours.stream()
                .map(one -> Math.floorMod(one.getEpochSecond() / 3600, 168L))
                .distinct()
                .count();
    }

    private boolean worked(Instant from, Instant to, Instant hour) {
        return busyHours(from, to) > 0 || atWork(from, to, hour).size() > 3;
    }

    /** At the same hour of the week as in the week before, give or take one; or of three days of the last week. */
    private boolean recurs(Instant hour) {
        Instant middle = hour.minus(WEEK);
        List<Instant> before = atWork(middle.minus(WEEK), middle, hour);
        List<Instant> last = atWork(middle, hour, hour);
        return last.stream()
                .anyMatch(one -> before.stream().anyMatch(other -> isAWeekLater(other, one))
                        || last.stream()
                                        .filter(other -> isSameTimeOfDay(one, other))
                                        .count()
                                >= 3);
    }

    /** The lower quartile of the bytes of the hours of two weeks if 95 % of them are even and mostly sent, and they are alike; else 0. */
    private double background(Instant hour) {
        List<Instant> hours = Stream.iterate(hour.minus(WEEK).minus(WEEK), at -> at.isBefore(hour), at -> at.plus(HOUR))
                .filter(at -> count(EstateMetric.NETWORK_IN, at) >= POINTS_OF_AN_HOUR
                        && count(EstateMetric.NETWORK_OUT, at) >= POINTS_OF_AN_HOUR)
                .toList();
        List<Double> bytes = hours.stream().map(at -> bytes(at, HOUR)).sorted().toList();
        long even = hours.stream().filter(this::isEven).count();
        if (even == 0 || even < 0.95 * hours.size()) {
            return 0;
        }
        return rank(bytes, 95) <= 1.5 * rank(bytes, 5) ? rank(bytes, 25) : 0;
    }

    private static double rank(List<Double> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private boolean isEven(Instant hour) {
        List<Double> in = values(received, hour);
        List<Double> out = values(sent, hour);
        double all = bytes(hour, HOUR);
        if (in.size() < 12 || out.size() < 12 || all < MOST_BYTES / 24 || all > 64_000 * 3600.0) {
            return false;
        }
        List<Double> both = Stream.iterate(0, part -> part < 12, part -> part + 1)
                .map(part -> in.get(part) + out.get(part))
                .sorted()
                .toList();
        double sum = out.stream().mapToDouble(one -> one).sum();
        return both.get(11) <= 2 * both.get(0) && sum >= 0.6 * all;
    }

    private static List<Double> values(NavigableMap<Instant, Double> points, Instant hour) {
        return List.copyOf(points.subMap(hour, hour.plus(HOUR)).values());
    }

    private static boolean isAWeekLater(Instant before, Instant later) {
        long apart = Math.floorMod(Duration.between(before, later).toHours(), 168L);
        return apart <= 1 || apart == 167;
    }

    private static boolean isSameTimeOfDay(Instant one, Instant other) {
        return Duration.between(one, other).toHours() % 24 == 0;
    }

    /** Hours at work: 5 points above the lower quartile of two weeks, a peak, or much network; no type here is burstable. */
    private List<Instant> atWork(Instant from, Instant to, Instant hour) {
        List<Double> means = cpu.subMap(hour.minus(WEEK).minus(WEEK), hour).keySet().stream()
                .filter(one -> count(EstateMetric.CPU_UTILIZATION, one) >= POINTS_OF_AN_HOUR)
                .map(one -> Objects.requireNonNull(cpu.get(one)).mean())
                .sorted()
                .toList();
        double mostBytes = MOST_BYTES + background(hour);
        double quiet = means.isEmpty() ? Double.NaN : means.get((means.size() + 3) / 4 - 1);
        return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(HOUR))
                .filter(at -> isWork(cpu.get(at), quiet) || bytes(at, HOUR) >= mostBytes)
                .toList();
    }

    private static boolean isWork(@Nullable StatisticSet statisticSet, double quiet) {
        return statisticSet != null
                && (statisticSet.mean() >= 20 || statisticSet.max() >= 50 || statisticSet.mean() - quiet >= 5);
    }

    private long measured(Instant from, Instant to, EstateMetric metric) {
        return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(HOUR))
                .filter(at -> count(metric, at) >= POINTS_OF_AN_HOUR)
                .count();
    }

    private long count(EstateMetric metric, Instant hour) {
        return points.getOrDefault(metric, Map.of()).getOrDefault(hour, 0L);
    }

    private boolean runsAt(Instant time) {
        String state =
                estateInstance.state() == EstateInstance.State.RUNNING || !calls.isEmpty() ? "running" : "stopped";
        for (EstateTimeline.TimedEvent call : calls) {
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
        for (EstateTimeline.TimedEvent call : calls) {
            run = call.event().name() == EstateEvent.ApiCall.RUN_INSTANCES ? call.at() : run;
        }
        return run == null || firstPoint.isBefore(run) ? firstPoint : run;
    }

    private long busyHours(Instant from, Instant to) {
        return cpu.subMap(from, to).values().stream()
                .filter(s -> s.sum() / s.count() >= 20)
                .count();
    }

    /** Not a number where no processor was measured, so that it is never low. */
    private double mean(Instant from, Instant to) {
        return cpu.subMap(from, to).values().stream()
                .mapToDouble(s -> s.sum() / s.count())
                .average()
                .orElse(Double.NaN);
    }

    private static NavigableMap<Instant, StatisticSet> hours(
            List<EstateTimeline.MetricPoint> points, Predicate<EstateTimeline.MetricPoint> which) {
        NavigableMap<Instant, StatisticSet> hours = new TreeMap<>();
        points.stream()
                .filter(which)
                .forEach(point ->
                        hours.merge(point.at().truncatedTo(ChronoUnit.HOURS), point.sample(), StatisticSet::plus));
        return hours;
    }

    /** The start of each 24 consecutive hours. */
    private static List<Instant> daysOf24Hours(Instant from, Instant to) {
        return Stream.iterate(from, day -> !day.plus(DAY).isAfter(to), day -> day.plus(HOUR))
                .toList();
    }

    private double bytes(Instant from, Duration length) {
        return network.subMap(from, from.plus(length)).values().stream()
                .mapToDouble(StatisticSet::sum)
                .sum();
    }
}
