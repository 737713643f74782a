package dev.gleaner.local.estate.output;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.MetricDimensions;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Renders the metric stream of an estate: the points of each instance, and, as real streams do, the sums of those of EC2 per instance
 * type and per region without a dimension; then those of volumes. NAT gateways and log groups are not in it,
 * as their points would be too many.
 */
public final class MetricStreamRenderer {

    private static final String TYPE = "InstanceType";

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    public MetricStreamRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /**
     * Writes the points whose periods start in [from, to), as texts of whole lines: one text per instance, then one of
     * the sums, and one of the volumes.
     *
     * @param running instances that may emit points, in addition to what the estate itself determines
     */
    public void write(Instant from, Instant to, Predicate<EstateInstance> running, Consumer<String> texts) {
        Map<Group, StatisticSet> sums = new HashMap<>();
        writeInstances(
                from,
                to,
                running,
                texts,
                point -> groups(point).forEach(g -> sums.merge(g, point.sample(), StatisticSet::plus)));
        StringBuilder text = new StringBuilder();
        sums.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(sum -> sum.getKey().line(sum.getValue()).appendTo(text));
        offer(text, texts);
        offer(resources(from, to), texts);
    }

    /** As {@link #write}, without the sums. */
    public void writeWithoutSums(Instant from, Instant to, Predicate<EstateInstance> running, Consumer<String> texts) {
        writeInstances(from, to, running, texts, point -> {});
        offer(resources(from, to), texts);
    }

    private void writeInstances(
            Instant from,
            Instant to,
            Predicate<EstateInstance> running,
            Consumer<String> texts,
            Consumer<EstateTimeline.MetricPoint> ec2) {
        for (EstateInstance estateInstance : estateTimeline.estate().instances()) {
            if (running.test(estateInstance)) {
                List<EstateTimeline.MetricPoint> points =
                        new ArrayList<>(estateTimeline.points(estateInstance, from, to));
                points.addAll(estateTimeline.diskPoints(estateInstance, points));
                write(points, texts);
                points.stream()
                        .filter(point -> point.metric() != EstateMetric.MEMORY_USED)
                        .forEach(ec2);
            }
        }
    }

    private StringBuilder resources(Instant from, Instant to) {
        StringBuilder text = new StringBuilder();
        MetricDimensions dimensions = new MetricDimensions(estateTimeline.estate(), identities);
        Stream.of(EstateMetric.Source.values())
                .filter(EstateMetric.Source::isStreamed)
                .flatMap(source -> estateTimeline.resourcePoints(source, from, to).stream())
                .forEach(point -> new JsonLine(
                                point.account(),
                                point.region(),
                                point.metric(),
                                dimensions.of(point.metric().source(), point.resource()),
                                point.at(),
                                point.sample())
                        .appendTo(text));
        return text;
    }

    private void write(List<EstateTimeline.MetricPoint> points, Consumer<String> texts) {
        StringBuilder text = new StringBuilder();
        for (EstateTimeline.MetricPoint point : points) {
            EstateInstance estateInstance = point.resource();
            new JsonLine(
                            estateInstance.account(),
                            estateInstance.region(),
                            point.metric(),
                            dimensions(point),
                            point.at(),
                            point.sample())
                    .appendTo(text);
        }
        offer(text, texts);
    }

    /** As the CloudWatch agent is usually configured, it adds the type of the instance. */
    private Map<String, String> dimensions(EstateTimeline.MetricPoint point) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        dimensions.put(EstateMetric.Source.INSTANCE.dimension(), identities.id(point.resource()));
        if (point.metric() == EstateMetric.MEMORY_USED) {
            dimensions.put(TYPE, point.resource().type());
        }
        return dimensions;
    }

    private static void offer(StringBuilder text, Consumer<String> texts) {
        if (!text.isEmpty()) {
            texts.accept(text.toString());
        }
    }

    private static List<Group> groups(EstateTimeline.MetricPoint point) {
        EstateInstance estateInstance = point.resource();
        return List.of(
                new Group(estateInstance.account(), estateInstance.region(), "", "", point.metric(), point.at()),
                new Group(
                        estateInstance.account(),
                        estateInstance.region(),
                        TYPE,
                        estateInstance.type(),
                        point.metric(),
                        point.at()));
    }

    private record Group(String account, String region, String dimension, String value, EstateMetric metric, Instant at)
            implements Comparable<Group> {

        private static final Comparator<Group> ORDER = Comparator.comparing(Group::account)
                .thenComparing(Group::region)
                .thenComparing(Group::dimension)
                .thenComparing(Group::value)
                .thenComparing(Group::metric)
                .thenComparing(Group::at);

        JsonLine line(StatisticSet statisticSet) {
            return new JsonLine(
                    account,
                    region,
                    metric,
                    dimension.isEmpty() ? Map.of() : Map.of(dimension, value),
                    at,
                    statisticSet);
        }

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    /** One data point in the JSON format of a CloudWatch metric stream. */
    record JsonLine(
            String account,
            String region,
            EstateMetric metric,
            Map<String, String> dimensions,
            Instant at,
            StatisticSet sample) {

        /** Field order and number format are those of recorded deliveries. */
        void appendTo(StringBuilder text) {
            text.append("{\"metric_stream_name\":\"gleaner-local\",\"account_id\":\"")
                    .append(account)
                    .append("\",\"region\":\"")
                    .append(region)
                    .append("\",\"namespace\":\"")
                    .append(metric.namespace())
                    .append("\",\"metric_name\":\"")
                    .append(metric.awsName())
                    .append("\",\"dimensions\":{");
            String separator = "";
            for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
                text.append(separator)
                        .append('"')
                        .append(dimension.getKey())
                        .append("\":\"")
                        .append(dimension.getValue())
                        .append('"');
                separator = ",";
            }
            text.append("},\"timestamp\":")
                    .append(at.toEpochMilli())
                    .append(",\"value\":{\"max\":")
                    .append(sample.max())
                    .append(",\"min\":")
                    .append(sample.min())
                    .append(",\"sum\":")
                    .append(sample.sum())
                    .append(",\"count\":")
                    .append(sample.count())
                    .append("},\"unit\":\"")
                    .append(metric.unit())
                    .append("\"}\n");
        }
    }
}
