package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_IN;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_OUT;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A made-up instance: what CloudWatch and nvidia-smi would show of it up to a Tuesday afternoon, and what is right to say
 * of it. The same seed makes the same series.
 */
final class MadeSeries {

    /** A Tuesday: the last Sundays were two and nine days ago. */
    static final Instant END = Instant.parse("2026-07-21T15:00:00Z");

    private static final int MINUTES_PER_HOUR = 60;

    private final String name;
    private final String looks;
    private final long seed;
    private final List<Burst> bursts = new ArrayList<>();
    private final List<Signal> events = new ArrayList<>();
    private final Map<String, Predicate<LocalDateTime>> cards = new TreeMap<>();
    private Inventory.Builder inventory = Signals.running().putTags("environment", "dev");
    private ToDoubleFunction<LocalDateTime> level = time -> 1;
    private double bytes = 3_000;
    private double received = 1;
    private double noise = 0.05;
    private int age = 16 * 24;
    private int step = 5;
    private boolean network = true;
    private boolean cpu = true;
    private BiFunction<LocalDateTime, Random, Boolean> present = (time, random) -> true;
    private CardSample.Builder reading =
            CardSample.newBuilder().setUtilization(0).setProcesses(0);
    private String verdict = "nothing";
    private String because = "";
    private @Nullable String hours;

    private MadeSeries(String name, String looks) {
        this.name = name;
        this.looks = looks;
        this.seed = name.hashCode();
    }

    static MadeSeries of(String name, String looks) {
        return new MadeSeries(name, looks);
    }

    /** CPU, percent, when nothing special happens. */
    MadeSeries at(double percent) {
        level = time -> percent;
        return this;
    }

    MadeSeries following(ToDoubleFunction<LocalDateTime> percent) {
        level = percent;
        return this;
    }

    /** In each direction in five minutes, when nothing special happens. */
    MadeSeries sending(double bytesInFiveMinutes) {
        bytes = bytesInFiveMinutes;
        return this;
    }

    /** Receives this part of what it sends, when nothing special happens. */
    MadeSeries receivingBack(double part) {
        received = part;
        return this;
    }

    /** Works at these times at that CPU, percent. */
    MadeSeries working(Predicate<LocalDateTime> when, double percent) {
        bursts.add(new Burst(when, percent, percent, 0));
        return this;
    }

    /** The same with a higher maximum. */
    MadeSeries peaking(Predicate<LocalDateTime> when, double percent, double maximum) {
        bursts.add(new Burst(when, percent, maximum, 0));
        return this;
    }

    /** Receives so many bytes in each five minutes of these times. */
    MadeSeries receiving(Predicate<LocalDateTime> when, double bytesInFiveMinutes) {
        bursts.add(new Burst(when, 0, 0, bytesInFiveMinutes));
        return this;
    }

    /** Standard deviation of a point, as a part of its level. */
    MadeSeries noise(double part) {
        noise = part;
        return this;
    }

    MadeSeries ofType(String type) {
        inventory.setType(type);
        return this;
    }

    MadeSeries tagged(String key, String value) {
        inventory.clearTags().putTags(key, value);
        return this;
    }

    MadeSeries agedHours(int ageInHours) {
        age = ageInHours;
        return this;
    }

    /** Minutes from one point to the next. */
    MadeSeries every(int minutes) {
        step = minutes;
        return this;
    }

    MadeSeries onlyIf(BiFunction<LocalDateTime, Random, Boolean> isThere) {
        present = isThere;
        return this;
    }

    MadeSeries withoutNetwork() {
        network = false;
        return this;
    }

    MadeSeries withoutCpu() {
        cpu = false;
        return this;
    }

    MadeSeries stopped(int fromHoursAgo, int untilHoursAgo) {
        change(Change.STOPPED, fromHoursAgo);
        if (untilHoursAgo > 0) {
            change(Change.STARTED, untilHoursAgo);
        } else {
            inventory.setState("stopped");
        }
        BiFunction<LocalDateTime, Random, Boolean> before = present;
        return onlyIf((time, random) ->
                before.apply(time, random) && (time.isBefore(ago(fromHoursAgo)) || !time.isBefore(ago(untilHoursAgo))));
    }

    /** A GPU that is read at these times, and does nothing unless said. */
    MadeSeries gpu(String uuid, Predicate<LocalDateTime> read) {
        cards.put(uuid, read);
        return this;
    }

    MadeSeries gpusDo(double utilization, int processes) {
        reading = CardSample.newBuilder().setUtilization(utilization).setProcesses(processes);
        return this;
    }

    /** What has to be said: the rules that find it, {@code nothing} or {@code insufficient}; and why. */
    MadeSeries is(String rule, String reason) {
        verdict = rule;
        because = reason;
        return this;
    }

    /** It is sporadic, and its schedule has to have these hours; none where nobody can know them. */
    MadeSeries isSporadic(@Nullable String schedule, String reason) {
        hours = schedule;
        return is("sporadic-instance", reason);
    }

    String name() {
        return name;
    }

    String looks() {
        return looks;
    }

    String verdict() {
        return verdict;
    }

    String because() {
        return because;
    }

    /** Of the schedule; null where there is none to propose. */
    @Nullable
    String hours() {
        return hours;
    }

    String resource() {
        return Signals.instance("i-" + name);
    }

    @Override
    public String toString() {
        return name;
    }

    /** All that is known of it, in the order of time, and that it is all; the metrics of a day together, as a history is read. */
    List<Signal> signals() {
        Random random = new Random(seed);
        List<Signal> signals = new ArrayList<>(events);
        Instant born = END.minus(age, ChronoUnit.HOURS);
        signals.add(Signals.listed(resource(), born.plusSeconds(60), inventory.clone()));
        List<Metric> metrics = new ArrayList<>();
        for (Instant hour = born; hour.isBefore(END); hour = hour.plus(1, ChronoUnit.HOURS)) {
            measure(hour, random, metrics);
            read(hour, signals);
            if (Hour.of(hour).ofDay() == Hour.PER_DAY - 1) {
                join(metrics, hour, signals);
            }
        }
        join(metrics, END, signals);
        signals.add(Signals.listed(resource(), END.minusSeconds(60), inventory.clone()));
        signals.add(Signals.progress("metric-stream", END));
        signals.add(Signals.progress("inventory", END));
        if (!cards.isEmpty()) {
            signals.add(Signals.progress("gpu", END));
        }
        return signals;
    }

    private void join(List<Metric> metrics, Instant time, List<Signal> signals) {
        if (!metrics.isEmpty()) {
            signals.add(Signals.metrics(resource(), time, metrics));
            metrics.clear();
        }
    }

    private void measure(Instant hour, Random random, List<Metric> metrics) {
        List<Integer> minutes = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        for (int minute = 0; minute < MINUTES_PER_HOUR; minute += step) {
            LocalDateTime time = utc(hour).plusMinutes(minute);
            double[] point = point(time, random);
            if (present.apply(time, random)) {
                minutes.add(minute);
                points.add(point);
            }
        }
        if (minutes.isEmpty()) {
            return;
        }
        if (cpu) {
            metrics.add(metric(CPU, hour, minutes, points, 0, 1));
        }
        if (network) {
            metrics.add(metric(NETWORK_IN, hour, minutes, points, 2, 2));
            metrics.add(metric(NETWORK_OUT, hour, minutes, points, 3, 3));
        }
    }

    /** CPU mean and maximum, bytes in and out. */
    private double[] point(LocalDateTime time, Random random) {
        double quiet = Math.max(0, level.applyAsDouble(time) * (1 + noise * random.nextGaussian()));
        double sent = bytes * step / 5 * Math.max(0, 1 + noise * random.nextGaussian());
        double[] point = {quiet, quiet * 1.2, received * sent, sent};
        for (Burst burst : bursts) {
            if (burst.when().test(time)) {
                double mean = burst.cpu() * Math.max(0, 1 + 0.01 * random.nextGaussian());
                point[0] = Math.max(point[0], mean);
                point[1] = Math.max(point[1], Math.max(mean, burst.maximum()));
                point[2] += burst.bytes() * step / 5;
            }
        }
        return point;
    }

    private Metric metric(
            String metric, Instant hour, List<Integer> minutes, List<double[]> points, int mean, int maximum) {
        // Streams tell no period: coarser points lie on the grid of a minute. What is asked for by the hour has one.
        int period = step == MINUTES_PER_HOUR ? 3600 : 60;
        return Signals.points(
                        resource(),
                        metric,
                        hour,
                        period,
                        minutes.stream().mapToInt(minute -> minute).toArray(),
                        points.stream().mapToDouble(point -> point[mean]).toArray(),
                        points.stream().mapToDouble(point -> point[maximum]).toArray(),
                        1)
                .getMetric();
    }

    private void read(Instant hour, List<Signal> signals) {
        cards.forEach((uuid, read) -> {
            Card.Builder card = Card.newBuilder().setUuid(uuid).setName("NVIDIA");
            for (int minute = 0; minute < MINUTES_PER_HOUR; minute += 10) {
                if (read.test(utc(hour).plusMinutes(minute))) {
                    card.addSamples(reading.clone()
                            .setTime(hour.plus(minute, ChronoUnit.MINUTES).toEpochMilli()));
                }
            }
            if (card.getSamplesCount() > 0) {
                signals.add(Signals.cards(resource(), hour, card));
            }
        });
    }

    private void change(Change change, int hoursAgo) {
        Instant time = END.minus(hoursAgo, ChronoUnit.HOURS);
        events.add(Signals.changed(resource(), change, time, name + hoursAgo, Map.of()));
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    /** That many hours before the end. */
    static LocalDateTime ago(int hours) {
        return utc(END).minusHours(hours);
    }

    /** From so many hours before the end for so long. */
    static Predicate<LocalDateTime> once(int hoursAgo, Duration length) {
        LocalDateTime from = ago(hoursAgo);
        return time -> !time.isBefore(from) && time.isBefore(from.plus(length));
    }

    /** Times of each of these days, from one hour of the day until another. */
    static Predicate<LocalDateTime> on(Set<DayOfWeek> days, int from, int until) {
        return time -> days.contains(time.getDayOfWeek()) && time.getHour() >= from && time.getHour() < until;
    }

    static Predicate<LocalDateTime> daily(int from, int until) {
        return on(Set.of(DayOfWeek.values()), from, until);
    }

    private record Burst(Predicate<LocalDateTime> when, double cpu, double maximum, double bytes) {}
}
