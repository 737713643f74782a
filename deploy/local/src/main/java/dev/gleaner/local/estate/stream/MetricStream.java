package dev.gleaner.local.estate.stream;

import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Metric;
import dev.gleaner.local.estate.Point;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Sample;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a metric stream delivers of an estate: each instance's points, and, as real streams do, the same use once more
 * per instance type and per region without any dimension.
 */
public final class MetricStream {

    private static final String NAMESPACE = "AWS/EC2";

    private final Replay replay;
    private final Identities identities;

    public MetricStream(Replay replay, Identities identities) {
        this.replay = replay;
        this.identities = identities;
    }

    /**
     * The lines of the points whose periods start in [from, to), a text of whole lines at a time: one for each instance,
     * then one of the sums.
     *
     * @param running resources that may emit points; what the estate itself says is respected anyway
     */
    public void write(Instant from, Instant to, Predicate<Resource> running, Consumer<String> texts) {
        Map<Group, Sample> sums = new HashMap<>();
        for (Resource resource : replay.estate().resources()) {
            if (running.test(resource)) {
                List<Point> points = replay.points(resource, from, to);
                write(points, texts);
                points.forEach(point -> groups(point).forEach(g -> sums.merge(g, point.sample(), Sample::plus)));
            }
        }
        StringBuilder text = new StringBuilder();
        sums.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(sum -> sum.getKey().line(sum.getValue()).appendTo(text));
        offer(text, texts);
    }

    private void write(List<Point> points, Consumer<String> texts) {
        StringBuilder text = new StringBuilder();
        for (Point point : points) {
            Resource resource = point.resource();
            new MetricLine(
                            resource.account(),
                            resource.region(),
                            NAMESPACE,
                            point.metric(),
                            "InstanceId",
                            identities.id(resource),
                            point.at(),
                            point.sample())
                    .appendTo(text);
        }
        offer(text, texts);
    }

    private static void offer(StringBuilder text, Consumer<String> texts) {
        if (!text.isEmpty()) {
            texts.accept(text.toString());
        }
    }

    private static List<Group> groups(Point point) {
        Resource resource = point.resource();
        return List.of(
                new Group(resource.account(), resource.region(), "", "", point.metric(), point.at()),
                new Group(
                        resource.account(),
                        resource.region(),
                        "InstanceType",
                        resource.type(),
                        point.metric(),
                        point.at()));
    }

    private record Group(String account, String region, String dimension, String value, Metric metric, Instant at)
            implements Comparable<Group> {

        private static final Comparator<Group> ORDER = Comparator.comparing(Group::account)
                .thenComparing(Group::region)
                .thenComparing(Group::dimension)
                .thenComparing(Group::value)
                .thenComparing(Group::metric)
                .thenComparing(Group::at);

        MetricLine line(Sample sample) {
            return new MetricLine(account, region, NAMESPACE, metric, dimension, value, at, sample);
        }

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }
}
