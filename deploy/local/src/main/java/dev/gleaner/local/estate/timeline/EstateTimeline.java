package dev.gleaner.local.estate.timeline;

import static java.util.stream.Collectors.groupingBy;

import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.TrainingRun;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.ResourcePoint;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.series.StatisticSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An estate with a fixed end: its metrics and events at any time, also after the end. */
public final class EstateTimeline {

    /** Operations of a root volume in five minutes: less than two a second, for logs. */
    private static final double ROOT_READS = 60;

    private static final double ROOT_WRITES = 400;

    private final Estate estate;
    private final Instant end;
    private final List<TimedEvent> occurrences;
    private final Map<String, Course> courses = new LinkedHashMap<>();
    private final List<ResourceSeries> resources;

    private EstateTimeline(Estate estate, Instant end) {
        this.estate = estate;
        this.end = end;
        this.occurrences = occurrences(estate, end);
        Map<String, List<TimedEvent>> calls =
                occurrences.stream().collect(groupingBy(o -> o.resource().name()));
        Map<String, List<EstateSeries>> series = estate.series().stream().collect(groupingBy(EstateSeries::resource));
        for (EstateInstance estateInstance : estate.instances()) {
            InstanceLifetime lifetime =
                    InstanceLifetime.of(estateInstance, calls.getOrDefault(estateInstance.name(), List.of()), end);
            List<SeriesSampler> tracks = series.getOrDefault(estateInstance.name(), List.of()).stream()
                    .map(this::track)
                    .toList();
            courses.put(estateInstance.name(), new Course(lifetime, tracks));
        }
        this.resources = estate.series().stream().flatMap(this::ofResource).toList();
    }

    /** The estate with this end, rounded down to five minutes. */
    public static EstateTimeline endingAt(Estate estate, Instant end) {
        long seconds = end.getEpochSecond();
        return new EstateTimeline(
                estate, Instant.ofEpochSecond(seconds - Math.floorMod(seconds, EstateSeries.FIVE_MINUTES)));
    }

    public Estate estate() {
        return estate;
    }

    /** The end of the history, exclusive. */
    public Instant end() {
        return end;
    }

    /** Midnight UTC of the first day of history, so that days are complete. */
    public Instant start() {
        return end.minus(Duration.ofDays(estate.days())).truncatedTo(ChronoUnit.DAYS);
    }

    /** The events in the order of time. */
    public List<TimedEvent> occurrences() {
        return occurrences;
    }

    /** Whether an instance was running, as far as the estate determines it. */
    public boolean wasRunningAt(EstateInstance estateInstance, Instant time) {
        return course(estateInstance).lifetime.ranAt(time);
    }

    /** When an instance was stopped that does not run at a time; empty if it runs, or the estate has no call that stopped it. */
    public Optional<Instant> lastStop(EstateInstance estateInstance, Instant now) {
        if (wasRunningAt(estateInstance, now)) {
            return Optional.empty();
        }
        return occurrences.stream()
                .filter(timed -> timed.resource().equals(estateInstance)
                        && timed.event().name() == EstateEvent.ApiCall.STOP_INSTANCES)
                .map(TimedEvent::at)
                .filter(at -> !at.isAfter(now))
                .reduce((earlier, later) -> later);
    }

    /** The points of an instance whose periods start in [from, to), by metric and time. */
    public List<MetricPoint> points(EstateInstance estateInstance, Instant from, Instant to) {
        Course course = course(estateInstance);
        List<MetricPoint> points = new ArrayList<>();
        for (SeriesSampler seriesSampler : course.tracks) {
            EstateMetric metric = seriesSampler.series().metric();
            int period = seriesSampler.series().period();
            for (Instant at = seriesSampler.firstFrom(from); at.isBefore(to); at = at.plusSeconds(period)) {
                Optional<StatisticSet> sample = course.lifetime.ranAt(at) ? seriesSampler.at(at) : Optional.empty();
                if (sample.isPresent()) {
                    points.add(new MetricPoint(estateInstance, metric, at, sample.get()));
                }
            }
        }
        return points;
    }

    /**
     * The operations on all volumes of an instance in each five minutes in which it has CPU: those of the series of its volumes while they are
     * attached to it, beside the few of a root volume. EC2 has them of Nitro types only, an estate of all.
     *
     * @param points of the instance
     */
    public List<MetricPoint> diskPoints(EstateInstance estateInstance, List<MetricPoint> points) {
        List<MetricPoint> cpu = points.stream()
                .filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION)
                .toList();
        if (cpu.isEmpty()) {
            return List.of();
        }
        Instant from = cpu.get(0).at();
        Instant to = cpu.get(cpu.size() - 1).at().plusSeconds(EstateSeries.FIVE_MINUTES);
        Map<Instant, Double> reads = new HashMap<>();
        Map<Instant, Double> writes = new HashMap<>();
        for (EstateResource volume : estate.resources().stream().toList()) {
            if (volume.uses().stream().anyMatch(use -> use.instance().equals(estateInstance.name()))) {
                resourcePoints(volume.name(), from, to).stream()
                        .filter(point -> volume.useAt(point.at(), end)
                                .filter(use -> use.instance().equals(estateInstance.name()))
                                .isPresent())
                        .forEach(point -> {
                            if (point.metric() == EstateMetric.VOLUME_READ_OPS) {
                                reads.merge(
                                        fiveMinutes(point.at()), point.sample().sum(), Double::sum);
                            } else if (point.metric() == EstateMetric.VOLUME_WRITE_OPS) {
                                writes.merge(
                                        fiveMinutes(point.at()), point.sample().sum(), Double::sum);
                            }
                        });
            }
        }
        List<MetricPoint> disk = new ArrayList<>();
        for (MetricPoint point : cpu) {
            Instant at = fiveMinutes(point.at());
            disk.add(new MetricPoint(
                    estateInstance,
                    EstateMetric.EBS_READ_OPS,
                    point.at(),
                    StatisticSet.of(ROOT_READS + reads.getOrDefault(at, 0.0))));
            disk.add(new MetricPoint(
                    estateInstance,
                    EstateMetric.EBS_WRITE_OPS,
                    point.at(),
                    StatisticSet.of(ROOT_WRITES + writes.getOrDefault(at, 0.0))));
        }
        return disk;
    }

    private static Instant fiveMinutes(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond() - time.getEpochSecond() % EstateSeries.FIVE_MINUTES);
    }

    /**
     * The points of resources other than instances, whose periods start in [from, to); each while it is measured.
     */
    public List<ResourcePoint> resourcePoints(EstateMetric.Source source, Instant from, Instant to) {
        return resourcePoints(series -> series.metric().source() == source, from, to);
    }

    /** Those of the metrics of one such resource. */
    public List<ResourcePoint> resourcePoints(String resource, Instant from, Instant to) {
        return resourcePoints(series -> series.resource().equals(resource), from, to);
    }

    private List<ResourcePoint> resourcePoints(Predicate<EstateSeries> which, Instant from, Instant to) {
        List<ResourcePoint> points = new ArrayList<>();
        for (ResourceSeries series : resources) {
            if (!which.test(series.sampler().series())) {
                continue;
            }
            EstateMetric metric = series.sampler().series().metric();
            int period = series.sampler().series().period();
            for (Instant at = series.sampler().firstFrom(from); at.isBefore(to); at = at.plusSeconds(period)) {
                Optional<StatisticSet> sample =
                        series.exists().test(at) ? series.sampler().at(at) : Optional.empty();
                if (sample.isPresent()) {
                    points.add(new ResourcePoint(
                            series.sampler().series().resource(),
                            series.account(),
                            series.region(),
                            metric,
                            at,
                            sample.get()));
                }
            }
        }
        return points;
    }

    private Stream<ResourceSeries> ofResource(EstateSeries part) {
        String name = part.resource();
        return switch (part.metric().source()) {
            case INSTANCE -> Stream.empty();
            case SCALING_GROUP ->
                estate.scalingGroup(name).stream()
                        .map(first -> new ResourceSeries(
                                first.account(),
                                first.region(),
                                at -> first.created() == null
                                        || !at.isBefore(first.created().resolve(end)),
                                track(part)));
            // It may run in several accounts and regions.
            case SERVICE -> Stream.of(new ResourceSeries("", "", at -> true, track(part)));
            default -> KindRegistry.all().stream().flatMap(kind -> ofKind(kind, part).stream());
        };
    }

    private <R extends EstateResource> Optional<ResourceSeries> ofKind(EstateKind<R> kind, EstateSeries part) {
        return estate.measured(kind, part.metric().source(), part.resource())
                .map(resource -> new ResourceSeries(
                        resource.account(),
                        resource.region(),
                        at -> kind.isMeasuredAt(resource, at, end),
                        track(part)));
    }

    /** The objects read in the rounds that start in [from, to), in no particular order. */
    public List<ObjectRead> reads(Instant from, Instant to) {
        SeededRandom seededRandom = SeededRandom.of(estate.seed()).derive("reads");
        List<ObjectRead> objects = new ArrayList<>();
        for (BucketReadPattern read : estate.reads()) {
            EstateBucket bucket = estate.bucket(read.bucket()).orElseThrow();
            ReadRounds rounds = new ReadRounds(read, bucket, end, seededRandom);
            objects.addAll(rounds.objects(from, to, time -> readerRuns(read, time)));
        }
        return objects;
    }

    /** The checkpoints that training runs save in [from, to) while their instances run, in the order of the runs and of time. */
    public List<SavedCheckpoint> checkpoints(Instant from, Instant to) {
        List<SavedCheckpoint> checkpoints = new ArrayList<>();
        for (TrainingRun run : estate.trainingRuns()) {
            EstateBucket bucket = estate.bucket(run.bucket()).orElseThrow();
            EstateInstance instance = estate.require(run.instance());
            SeededRandom noise = SeededRandom.of(estate.seed())
                    .derive("checkpoints")
                    .derive(run.bucket())
                    .derive(run.run());
            Instant since = run.since().resolve(end);
            long every = run.every().toSeconds();
            Instant first = from.isBefore(since) ? since : from;
            for (long number = -Math.floorDiv(-first.getEpochSecond(), every);
                    number * every < to.getEpochSecond();
                    number++) {
                // A checkpoint is written within a minute, so that its minute is that of its turn.
                Instant at = Instant.ofEpochSecond(
                        number * every + noise.derive(number).below(60, 0));
                if (wasRunningAt(instance, at)) {
                    checkpoints.add(new SavedCheckpoint(run, bucket, instance, number, at));
                }
            }
        }
        return checkpoints;
    }

    private boolean readerRuns(BucketReadPattern read, Instant time) {
        return read.instance() == null || wasRunningAt(estate.require(read.instance()), time);
    }

    private SeriesSampler track(EstateSeries series) {
        SeededRandom seededRandom = SeededRandom.of(estate.seed())
                .derive(series.resource())
                .derive(series.metric().awsName());
        return new SeriesSampler(series, start(), end, seededRandom);
    }

    private Course course(EstateInstance estateInstance) {
        Course course = courses.get(estateInstance.name());
        if (course == null) {
            throw new IllegalArgumentException("not in estate " + estate.name() + ": " + estateInstance.name());
        }
        return course;
    }

    private static List<TimedEvent> occurrences(Estate estate, Instant end) {
        return estate.events().stream()
                .map(event -> new TimedEvent(
                        event, estate.require(event.resource()), event.time().resolve(end)))
                .sorted(Comparator.comparing(TimedEvent::at))
                .toList();
    }

    private record Course(InstanceLifetime lifetime, List<SeriesSampler> tracks) {}

    /** The times at which an instance ran. */
    static final class InstanceLifetime {

        private final TreeMap<Instant, Boolean> runningFrom = new TreeMap<>();

        private InstanceLifetime() {}

        /** Derives them from the events of an instance, in the order of time. */
        static InstanceLifetime of(EstateInstance estateInstance, List<TimedEvent> occurrences, Instant end) {
            InstanceLifetime lifetime = new InstanceLifetime();
            lifetime.runningFrom.put(Instant.MIN, lifetime.ranBefore(estateInstance, occurrences));
            if (estateInstance.created() != null) {
                lifetime.runningFrom.put(Instant.MIN, false);
                lifetime.runningFrom.put(estateInstance.created().resolve(end), true);
            }
            for (TimedEvent timedEvent : occurrences) {
                switch (timedEvent.event().name()) {
                    case RUN_INSTANCES -> {
                        lifetime.runningFrom.put(Instant.MIN, false);
                        lifetime.runningFrom.put(timedEvent.at(), true);
                    }
                    case START_INSTANCES -> lifetime.runningFrom.put(timedEvent.at(), true);
                    case STOP_INSTANCES, TERMINATE_INSTANCES -> lifetime.runningFrom.put(timedEvent.at(), false);
                    case CREATE_TAGS -> {}
                }
            }
            return lifetime;
        }

        boolean ranAt(Instant time) {
            return runningFrom.floorEntry(time).getValue();
        }

        /** Whether it ran before the first event, which follows from that event, or from the state at the end. */
        private boolean ranBefore(EstateInstance estateInstance, List<TimedEvent> occurrences) {
            return occurrences.stream()
                    .map(o -> o.event().name())
                    .filter(name ->
                            name != EstateEvent.ApiCall.CREATE_TAGS && name != EstateEvent.ApiCall.RUN_INSTANCES)
                    .findFirst()
                    .map(name -> name != EstateEvent.ApiCall.START_INSTANCES)
                    .orElse(estateInstance.state() == EstateInstance.State.RUNNING);
        }
    }

    /**
     * A read of an object.
     *
     * @param number of the object in its round, from 0
     */
    public record ObjectRead(
            BucketReadPattern read, EstateBucket bucket, String key, int number, long bytes, Instant at) {}

    /**
     * A checkpoint of a training run, of one object.
     *
     * @param number greater ones are newer
     */
    public record SavedCheckpoint(
            TrainingRun run, EstateBucket bucket, EstateInstance instance, long number, Instant at) {

        /** The key of its object. */
        public String key() {
            return run.run() + "checkpoint-" + number + "/model.safetensors";
        }
    }

    /** An event of an estate with its absolute time. */
    public record TimedEvent(EstateEvent event, EstateInstance resource, Instant at) {}

    private record ResourceSeries(String account, String region, Predicate<Instant> exists, SeriesSampler sampler) {}

    /** A data point of an instance; {@code at} is the start of its period. */
    public record MetricPoint(EstateInstance resource, EstateMetric metric, Instant at, StatisticSet sample) {}

    /** The rounds of one read pattern on the time line. */
    static final class ReadRounds {

        /** A round takes less than a minute, so that reads of the same round are in the same log files. */
        private static final int SECONDS = 60;

        private final BucketReadPattern read;
        private final EstateBucket bucket;
        private final ShapeSampler bytes;
        private final SeededRandom seededRandom;

        /** Creates the rounds from the seed of the estate. */
        ReadRounds(BucketReadPattern read, EstateBucket bucket, Instant end, SeededRandom seed) {
            this.read = read;
            this.bucket = bucket;
            this.seededRandom = seed.derive(read.reader()).derive(read.bucket()).derive(read.prefix());
            this.bytes = new ShapeSampler(read.shape(), EstateMetric.NETWORK_IN, end, seededRandom);
        }

        /** The reads in the rounds that start in [from, to) while the reader runs. */
        List<ObjectRead> objects(Instant from, Instant to, Predicate<Instant> runs) {
            List<ObjectRead> objects = new ArrayList<>();
            for (Instant round = first(from); round.isBefore(to); round = round.plus(read.every())) {
                long size = bytes.at(round)
                                .map(statisticSet -> (long) statisticSet.sum())
                                .orElse(0L)
                        / read.number();
                if (size > 0 && runs.test(round)) {
                    add(round, size, objects);
                }
            }
            return objects;
        }

        private void add(Instant round, long size, List<ObjectRead> objects) {
            List<String> keys = bucket.keys(read.prefix());
            SeededRandom here = seededRandom.derive(round.getEpochSecond());
            long first = read.order() == BucketReadPattern.Order.NAMES
                    ? round.getEpochSecond() / read.every().toSeconds() * read.number()
                    : here.below(keys.size(), 0);
            for (int i = 0; i < read.number(); i++) {
                String key = keys.get(Math.floorMod(first + i, keys.size()));
                objects.add(new ObjectRead(read, bucket, key, i, size, round.plusSeconds(second(here, i))));
            }
        }

        /** Objects that are read in the order of their names are read one after another, the others in any order. */
        private int second(SeededRandom here, int number) {
            int length = read.order() == BucketReadPattern.Order.NAMES ? Math.max(1, SECONDS / read.number()) : SECONDS;
            int begin = read.order() == BucketReadPattern.Order.NAMES ? number * SECONDS / read.number() : 0;
            return begin + here.derive(number).below(length, 0);
        }

        private Instant first(Instant from) {
            long every = read.every().toSeconds();
            return Instant.EPOCH.plus(Duration.ofSeconds(-Math.floorDiv(-from.getEpochSecond(), every) * every));
        }
    }

    /**
     * One series on the time line. After its last value, values repeat those of the same time a week (or whole days)
     * before.
     */
    static final class SeriesSampler {

        private static final int WEEK = (int) Duration.ofDays(7).toSeconds();
        private static final int DAY = (int) Duration.ofDays(1).toSeconds();

        private final EstateSeries series;
        private final Instant start;
        private final @Nullable ShapeSampler shapeSampler;

        SeriesSampler(EstateSeries series, Instant estateStart, Instant end, SeededRandom seededRandom) {
            this.series = series;
            this.start = series.start() == null ? estateStart : series.start().resolve(end);
            this.shapeSampler = series.shape() == null
                    ? null
                    : new ShapeSampler(series.shape(), series.metric(), end, seededRandom);
        }

        EstateSeries series() {
            return series;
        }

        /** The start of the first period at or after a time. */
        Instant firstFrom(Instant time) {
            if (!time.isAfter(start)) {
                return start;
            }
            long periods = -Math.floorDiv(-Duration.between(start, time).toSeconds(), (long) series.period());
            return start.plusSeconds(periods * series.period());
        }

        Optional<StatisticSet> at(Instant periodStart) {
            return shapeSampler == null ? recorded(periodStart) : shapeSampler.at(periodStart);
        }

        private Optional<StatisticSet> recorded(Instant periodStart) {
            int size = series.values().size();
            long index = Duration.between(start, periodStart).toSeconds() / series.period();
            if (index >= size) {
                int repeat = repeat(size);
                long back = Math.floorDiv(index - size, (long) repeat) + 1;
                index -= back * repeat;
            }
            return index < 0 || index >= size ? Optional.empty() : sample((int) index);
        }

        private int repeat(int size) {
            long seconds = (long) size * series.period();
            long whole = seconds >= WEEK ? WEEK : Math.max(DAY, seconds / DAY * DAY);
            return (int) (whole / series.period());
        }

        private Optional<StatisticSet> sample(int index) {
            Double value = series.values().get(index);
            if (value == null) {
                return Optional.empty();
            }
            Double max = index < series.max().size() ? series.max().get(index) : null;
            if (max == null) {
                return Optional.of(StatisticSet.of(value));
            }
            double count = Math.max(2, series.period() / 60);
            return Optional.of(new StatisticSet(max, value, value * count, count));
        }
    }
}
