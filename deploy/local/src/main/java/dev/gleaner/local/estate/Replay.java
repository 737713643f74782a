package dev.gleaner.local.estate;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An estate with its end pinned to the time line: what was measured and what happened, at any moment, also after it. */
public final class Replay {

    private final Estate estate;
    private final Instant end;
    private final List<Occurrence> occurrences;
    private final Map<String, Course> courses = new LinkedHashMap<>();

    private Replay(Estate estate, Instant end) {
        this.estate = estate;
        this.end = end;
        this.occurrences = occurrences(estate, end);
        Map<String, List<Occurrence>> calls =
                occurrences.stream().collect(groupingBy(o -> o.resource().name()));
        Map<String, List<Series>> series = estate.series().stream().collect(groupingBy(Series::resource));
        for (Resource resource : estate.resources()) {
            Lifetime lifetime = Lifetime.of(resource, calls.getOrDefault(resource.name(), List.of()), end);
            List<Track> tracks = series.getOrDefault(resource.name(), List.of()).stream()
                    .map(this::track)
                    .toList();
            courses.put(resource.name(), new Course(lifetime, tracks));
        }
    }

    /** The estate as it is when it ends then; seconds within five minutes are dropped. */
    public static Replay endingAt(Estate estate, Instant end) {
        long seconds = end.getEpochSecond();
        return new Replay(estate, Instant.ofEpochSecond(seconds - Math.floorMod(seconds, Series.FIVE_MINUTES)));
    }

    public Estate estate() {
        return estate;
    }

    /** Nothing of the history was measured at or after this. */
    public Instant end() {
        return end;
    }

    /** Midnight UTC of the first day of history, so that days are whole. */
    public Instant start() {
        return end.minus(Duration.ofDays(estate.days())).truncatedTo(ChronoUnit.DAYS);
    }

    /** What happened, in time order. */
    public List<Occurrence> occurrences() {
        return occurrences;
    }

    /** Whether it ran, as far as the estate knows. */
    public boolean ranAt(Resource resource, Instant time) {
        return course(resource).lifetime.ranAt(time);
    }

    /** The points of a resource whose periods start in [from, to), by metric and time. */
    public List<Point> points(Resource resource, Instant from, Instant to) {
        Course course = course(resource);
        List<Point> points = new ArrayList<>();
        for (Track track : course.tracks) {
            Metric metric = track.series().metric();
            int period = track.series().period();
            for (Instant at = track.firstFrom(from); at.isBefore(to); at = at.plusSeconds(period)) {
                Optional<Sample> sample = course.lifetime.ranAt(at) ? track.at(at) : Optional.empty();
                if (sample.isPresent()) {
                    points.add(new Point(resource, metric, at, sample.get()));
                }
            }
        }
        return points;
    }

    /** The objects that were read in the rounds that begin in [from, to), in no particular order. */
    public List<ObjectRead> reads(Instant from, Instant to) {
        Noise noise = Noise.of(estate.seed()).at("reads");
        List<ObjectRead> objects = new ArrayList<>();
        for (Read read : estate.reads()) {
            Bucket bucket = estate.bucket(read.bucket()).orElseThrow();
            Rounds rounds = new Rounds(read, bucket, end, noise);
            objects.addAll(rounds.objects(from, to, time -> readerRuns(read, time)));
        }
        return objects;
    }

    private boolean readerRuns(Read read, Instant time) {
        return read.instance() == null || ranAt(estate.require(read.instance()), time);
    }

    private Track track(Series series) {
        Noise noise =
                Noise.of(estate.seed()).at(series.resource()).at(series.metric().awsName());
        return new Track(series, start(), end, noise);
    }

    private Course course(Resource resource) {
        Course course = courses.get(resource.name());
        if (course == null) {
            throw new IllegalArgumentException("not in estate " + estate.name() + ": " + resource.name());
        }
        return course;
    }

    private static List<Occurrence> occurrences(Estate estate, Instant end) {
        return estate.events().stream()
                .map(event -> new Occurrence(
                        event, estate.require(event.resource()), event.time().at(end)))
                .sorted(Comparator.comparing(Occurrence::at))
                .toList();
    }

    private record Course(Lifetime lifetime, List<Track> tracks) {}
}
