package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** What CloudWatch answered to one question, page after page: its statistics put together to points again. */
final class MetricAnswer {

    private final String region;
    private final MetricQuestion question;
    private final Map<Key, Map<Instant, Map<String, Double>>> statistics = new HashMap<>();

    MetricAnswer(String region, MetricQuestion question) {
        this.region = region;
        this.question = question;
    }

    /** Takes the results of one page. */
    void add(List<MetricDataResult> results) {
        for (MetricDataResult result : results) {
            if (result.statusCode() == StatusCode.INTERNAL_ERROR || result.statusCode() == StatusCode.FORBIDDEN) {
                throw new IllegalStateException("CloudWatch answered " + result.statusCodeAsString());
            }
            MetricQuestion.Asked asked = question.asked(result.id());
            Map<Instant, Map<String, Double>> series = statistics.computeIfAbsent(
                    new Key(asked.instance(), asked.name(), asked.unit()), key -> new TreeMap<>());
            IntStream.range(0, result.timestamps().size())
                    .forEach(i -> series.computeIfAbsent(result.timestamps().get(i), time -> new HashMap<>())
                            .put(asked.statistic(), result.values().get(i)));
        }
    }

    /** The points whose statistics are all there: half a point would be a guess. */
    Stream<Point> points() {
        return statistics.entrySet().stream().flatMap(series -> points(series.getKey(), series.getValue()));
    }

    private Stream<Point> points(Key key, Map<Instant, Map<String, Double>> series) {
        Point.Series of = key.series(region);
        return series.entrySet().stream().flatMap(point -> point(of, point.getKey(), point.getValue()));
    }

    private static Stream<Point> point(Point.Series series, Instant time, Map<String, Double> values) {
        Double maximum = values.get("Maximum");
        Double sum = values.get("Sum");
        Double count = values.get("SampleCount");
        return maximum == null || sum == null || count == null || count <= 0
                ? Stream.empty()
                : Stream.of(new Point(series, time, maximum, sum, count));
    }

    private record Key(Fleet.Member instance, String metric, String unit) {

        Point.Series series(String region) {
            String resource =
                    Arn.instance(region, instance.account(), instance.id()).toString();
            return new Point.Series(instance.account(), region, resource, metric, unit);
        }
    }
}
